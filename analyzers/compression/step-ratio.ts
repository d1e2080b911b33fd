import type { Extent } from "../baselines/extent-of.ts";
import { type Decided, type LevelStep, placeStep, widen } from "../baselines/level-step.ts";
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
  readonly finishedAtMs: number;
  readonly ratioLog: number;
  readonly sizeLog: number;
  readonly isAnnounced: () => boolean;
} & Decided;

/** A run's compression, how it was judged, and how its series learns from it. */
export type RatioStep = LevelStep &
  Omit<StoredRun, "isAnnounced" | keyof Decided> & {
    readonly isFound: boolean;
    /** The middle of three was too low; `deviation` is its, and `baseline` that of before. */
    readonly isCreep: boolean;
    /** Of what was found, so that a person can redo the sum; null elsewhere. */
    readonly baseline: RatioBaseline | null;
    /** What the deviation of one that was found is below. */
    readonly limit: number | null;
  };

/** Judges a run by those before it, and by what it says of its own settings. */
export function stepRatio(
  before: readonly RatioStep[],
  { isAnnounced, isAnew, isRight, widening, ...run }: StoredRun,
  extent: Extent,
): RatioStep {
  const clear = { isFound: false, isCreep: false, baseline: null, limit: null };
  const usual = { deviation: 0, side: null, level: null };
  const restarts = isAnew || hasOtherSettings(before, run);
  const baseline = restarts ? null : widen(ratioBaseline(before, extent), widening);
  if (!baseline) return { ...run, ...clear, ...usual, restarts };
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
  if (isRight) return { ...run, ...clear, ...placed, side: null };
  const isSecond = before.at(-1)?.side === "low";
  const limit = toldBelow(baseline, { ...run, extent, isSecond }, deviation);
  if (placed.side !== null && deviation < limit)
    return { ...run, ...placed, isFound: true, isCreep: false, baseline, limit };
  return stepCreep(before, { ...run, isAnnounced }, extent) ?? { ...run, ...clear, ...placed };
}

/** Null where nothing creeps. */
function stepCreep(
  before: readonly RatioStep[],
  { isAnnounced, ...run }: Omit<StoredRun, keyof Decided>,
  extent: Extent,
): RatioStep | null {
  const creep = findCreep(before, run.ratioLog, extent);
  if (!creep) return null;
  const { reference, deviation } = creep;
  const limit = toldBelow(reference, { ...run, extent, isSecond: true }, deviation);
  if (deviation >= limit || (isExplainable(deviation) && isAnnounced())) return null;
  const placed = placeStep(before, deviation, {
    sideOf: () => "low",
    scale: reference.scale,
    adoptAfter: isLost(run.ratioLog, deviation) ? NEVER : ADOPT_AFTER.low,
    mayReturn: false,
    isAnnounced: false,
  });
  return { ...run, ...placed, isFound: true, isCreep: true, baseline: reference, limit };
}

/** Other settings than those of the last run that named any: what was learnt holds no more. */
function hasOtherSettings(before: readonly RatioStep[], run: Settings): boolean {
  return (["encrypted", "compressed"] as const).some((setting) => {
    const last = before.findLast((step) => step[setting] !== null)?.[setting] ?? null;
    return last !== null && run[setting] !== null && run[setting] !== last;
  });
}
