import type { Extent } from "../baselines/extent-of.ts";
import {
  type Decided,
  type LevelStep,
  placeStep,
  rightOf,
  widen,
} from "../baselines/level-step.ts";
import { findCreep } from "./find-creep.ts";
import { isExplainable, isLost, sideOfRatio, toldBelow } from "./judge-ratio.ts";
import { type RatioBaseline, ratioBaseline } from "./ratio-baseline.ts";

/**
 * So many runs in a row that are alike are the new level. What stores more than usual is told
 * first, and given a week of nights to be looked at.
 */
const ADOPT_AFTER = { low: 7, high: 3 } as const;
const NEVER = Number.POSITIVE_INFINITY;

/** What a run says of how it was stored; null where it does not say. */
export type Settings = {
  readonly encrypted: boolean | null;
  readonly compressed: boolean | null;
};

export type StoredRun = Settings & {
  readonly runId: string;
  readonly ratioLog: number;
  readonly sizeLog: number;
  readonly isAnnounced: () => boolean;
  /** By how much it may vary more before it is told, from 1. */
  readonly widening: number;
} & Decided;

type Measured = Omit<StoredRun, "isAnnounced" | "isAnew" | "rightAtMs" | "widening">;

/** A run's compression, how it was judged, and how its series learns from it. */
export type RatioStep = LevelStep &
  Measured & {
    readonly isFound: boolean;
    /** The middle of three was too low; `deviation` is its, and `baseline` that of before. */
    readonly isCreep: boolean;
    /** Of what was found, so that a person can redo the sum; null elsewhere. */
    readonly baseline: RatioBaseline | null;
    /** What the deviation of one that was found is below. */
    readonly limit: number | null;
  };

const NOTHING = { isFound: false, isCreep: false, baseline: null, limit: null } as const;

/** Judges a run by those before it, and by what it says of its own settings. */
export function stepRatio(
  before: readonly RatioStep[],
  { isAnew, rightAtMs, ...run }: StoredRun,
  extent: Extent,
): RatioStep {
  const restarts = isAnew || hasOtherSettings(before, run);
  const step = judge(before, { ...run, restarts }, extent);
  const said = { isAnew, rightAtMs, finishedAtMs: run.finishedAtMs };
  const right = rightOf(before, step, said);
  return right ? { ...step, ...NOTHING, side: null, right } : step;
}

type Judged = Omit<StoredRun, "isAnew" | "rightAtMs"> & { readonly restarts: boolean };

function judge(
  before: readonly RatioStep[],
  { isAnnounced, widening, restarts, ...run }: Judged,
  extent: Extent,
): RatioStep {
  const known = restarts ? null : ratioBaseline(before, extent);
  if (!known)
    return { ...run, ...NOTHING, deviation: 0, side: null, level: null, right: null, restarts };
  const baseline = widen(known, widening);
  const deviation = run.ratioLog - baseline.center;
  const sideOf = (other: number) => sideOfRatio(baseline, other);
  const side = sideOf(deviation);
  const placed = placeStep(before, deviation, {
    sideOf,
    scale: baseline.scale,
    adoptAfter: isLost(run.ratioLog, deviation) ? NEVER : ADOPT_AFTER[side ?? "low"],
    // Nobody is told of the way up; the way down is told whatever was before.
    mayReturn: side === "high",
    isAnnounced: side !== null && isExplainable(deviation) && isAnnounced(),
  });
  const isSecond = before.at(-1)?.side === "low";
  const limit = widening * toldBelow(known, { ...run, extent, isSecond }, deviation);
  if (placed.side !== null && deviation < limit)
    return { ...run, ...placed, isFound: true, isCreep: false, baseline, limit };
  const creep = judgeCreep(before, { ...run, isAnnounced, widening }, extent);
  return creep ?? { ...run, ...NOTHING, ...placed };
}

/** Null where nothing creeps. */
function judgeCreep(
  before: readonly RatioStep[],
  { isAnnounced, widening, ...run }: Omit<Judged, "restarts">,
  extent: Extent,
): RatioStep | null {
  const creep = findCreep(before, run.ratioLog, extent);
  if (!creep) return null;
  const { reference, deviation } = creep;
  const limit = widening * toldBelow(reference, { ...run, extent, isSecond: true }, deviation);
  if (deviation >= limit || (isExplainable(deviation) && isAnnounced())) return null;
  const baseline = widen(reference, widening);
  const placed = placeStep(before, deviation, {
    sideOf: () => "low",
    scale: baseline.scale,
    adoptAfter: isLost(run.ratioLog, deviation) ? NEVER : ADOPT_AFTER.low,
    mayReturn: false,
    isAnnounced: false,
  });
  return { ...run, ...placed, isFound: true, isCreep: true, baseline, limit };
}

/** Other settings than those of the last run that named any: what was learnt holds no more. */
function hasOtherSettings(before: readonly RatioStep[], run: Settings): boolean {
  return (["encrypted", "compressed"] as const).some((setting) => {
    const last = before.findLast((step) => step[setting] !== null)?.[setting] ?? null;
    return last !== null && run[setting] !== null && run[setting] !== last;
  });
}
