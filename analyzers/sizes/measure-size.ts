import {
  type Baseline,
  expectedAt,
  fitBaseline,
  type Place,
  type Points,
} from "../baselines/fit-baseline.ts";
import { blendScale } from "../baselines/robust-scale.ts";
import { nearestKnown } from "./age-season.ts";
import type { SizeLimits } from "./size-limits.ts";

/** Sizes that barely vary would make any change an anomaly. */
const SCALE_MIN = 0.006;
/** Of fewer runs nothing is said, of fewer than these nothing surely. */
const RUNS_MIN = 3;
export const RUNS_SURE = 7;
/** A week, less what runs drift. */
const DAYS_SURE = 6;
/** Of parts two and three weeks: else the second Saturday is told, which nobody knew is idle. */
const PART_DAYS_MIN = 13.5;
const PART_DAYS_SURE = 20.5;

const FREQUENCY_RUNS = 63;
/** Sizes have tails like Student's t of three degrees: twice as far out is eight times as rare. */
const TAIL_POWER = 3;

/** A size beside what was expected of it: logs. */
export type SizeMeasure = {
  readonly runs: number;
  readonly expectedLog: number;
  readonly scale: number;
  readonly change: number;
  readonly z: number;
  /** What the season adds to what is expected. */
  readonly seasonOffset: number;
  /** So many times as many scales are needed as of a daily series. */
  readonly patience: number;
  /** Enough is known that statistics may say something. */
  readonly isKnown: boolean;
  /** Enough is known that they may wake somebody. */
  readonly isSure: boolean;
  readonly baseline: Baseline;
};

/** The logarithm of a size; an empty file counts as one byte. */
export function logSize(bytes: number): number {
  return Math.log(Math.max(bytes, 1));
}

/** Null where nothing came before. */
export function measureSize(
  log: number,
  { place, points, limits }: { place: Place; points: Points; limits: SizeLimits },
): SizeMeasure | null {
  const runs = points.values.length;
  if (runs === 0) return null;
  const baseline = fitBaseline(points);
  const season = nearestKnown(place.season, points.seasons);
  const expectedLog = expectedAt(baseline, { ...place, season });
  const blended = blendScale(baseline.scale, Math.min(runs, 63), limits.prior);
  const scale = Math.max(blended, SCALE_MIN);
  const change = log - expectedLog;
  const spanDays = place.days - (points.days[0] ?? place.days);
  return {
    ...{ runs, expectedLog, scale, change, baseline },
    z: change / scale,
    patience: patienceOf(points.days),
    seasonOffset: baseline.seasonOffsets[season] ?? 0,
    isKnown: runs >= RUNS_MIN && (limits.isWhole || spanDays >= PART_DAYS_MIN),
    isSure: runs >= RUNS_SURE && spanDays >= (limits.isWhole ? DAYS_SURE : PART_DAYS_SURE),
  };
}

/** People bear so many false alarms a week, not a run. */
function patienceOf(days: readonly number[]): number {
  const recent = days.slice(-FREQUENCY_RUNS);
  const spanDays = (recent.at(-1) ?? 0) - (recent[0] ?? 0);
  const perDay = spanDays > 0 ? (recent.length - 1) / spanDays : 1;
  return Math.max(1, perDay) ** (1 / TAIL_POWER);
}
