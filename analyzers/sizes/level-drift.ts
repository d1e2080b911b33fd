import type { SizeMeasure } from "./measure-size.ts";
import type { SizeLimits } from "./size-limits.ts";

const DAY_MS = 86_400_000;
/** Levels are remembered so far apart, less what runs stray, and so many: a quarter of a year. */
const APART_MS = 13.5 * DAY_MS;
const MARKS_MAX = 7;
/** Seven tenths of what a whole had: its growth goes up and down by a tenth in a quarter. */
const FALL = -Math.log(0.7);

/** What was usual of a whole, its season aside: a log of bytes. */
export type LevelMark = { readonly days: number; readonly atMs: number; readonly log: number };

/** How far what is usual has fallen since, by steps each too small to be told. */
export type Drift = {
  readonly from: LevelMark;
  readonly to: LevelMark;
  readonly z: number;
  readonly zMax: number;
  readonly changeMax: number;
};

export function noteLevel(marks: readonly LevelMark[], mark: LevelMark): readonly LevelMark[] {
  const last = marks.at(-1);
  if (last && mark.atMs - last.atMs < APART_MS) return marks;
  return [...marks, mark].slice(-MARKS_MAX);
}

/** Since the last level from which it has fallen so far; null where it is about as it was. */
export function findDrift(
  marks: readonly LevelMark[],
  to: LevelMark,
  { scale, widening, limits }: Pick<SizeMeasure, "scale"> & Wide,
): Drift | null {
  const [zMax, changeMax] = [-limits.scales * widening, -FALL * widening];
  const from = marks.findLast(({ log }) => to.log - log < Math.min(changeMax, zMax * scale));
  return from ? { from, to, z: (to.log - from.log) / scale, zMax, changeMax } : null;
}

type Wide = { readonly widening: number; readonly limits: SizeLimits };
