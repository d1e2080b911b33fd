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

const DAY_MS = 86_400_000;
/**
 * So many runs in a row that are alike are the new level. What stores more than usual is told
 * first, and given a week of nights to be looked at.
 */
const ADOPT_AFTER = { low: 7, high: 3 } as const;
/** Between the first and the last of seven nights, of which each may begin a little sooner. */
const ADOPT_LOW_AFTER_MS = 5.5 * DAY_MS;
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
    /** Since when runs in a row lie low and are no new level; null where it doesn't itself. */
    readonly lowSinceMs: number | null;
    /** What is usual after it, where the runs that are kept may be too few to say so. */
    readonly held: RatioBaseline | null;
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
  const learned = restarts ? null : ratioBaseline(before, extent);
  const known = restarts ? null : (learned ?? before.at(-1)?.held ?? null);
  const nowhere = { deviation: 0, side: null, level: null, right: null, restarts };
  if (!known) return { ...run, ...NOTHING, ...nowhere, lowSinceMs: null, held: null };
  const baseline = widen(known, widening);
  const deviation = run.ratioLog - baseline.center;
  const sideOf = (other: number) => sideOfRatio(baseline, other);
  const side = sideOf(deviation);
  const since = lowSince(before, run);
  const placed = placeStep(before, deviation, {
    sideOf,
    scale: baseline.scale,
    adoptAfter: side === "high" ? ADOPT_AFTER.high : adoptLowAfter(run, since, deviation),
    // Nobody is told of the way up; the way down is told whatever was before.
    mayReturn: side === "high",
    isAnnounced: side !== null && isExplainable(deviation) && isAnnounced(),
  });
  const isSecond = before.at(-1)?.side === "low";
  const limit = widening * toldBelow(known, { ...run, extent, isSecond }, deviation);
  const isFound = placed.side !== null && deviation < limit;
  const found = { ...run, ...placed, isFound: true, isCreep: false, baseline, limit };
  const taken = isFound ? found : judgeCreep(before, { ...run, isAnnounced, widening }, extent);
  const step = taken ?? { ...run, ...NOTHING, ...placed };
  const teaches = step.side === null || step.level !== null;
  return {
    ...step,
    lowSinceMs: step.side === "low" ? since : null,
    held: learned && teaches ? null : heldAfter(known, step),
  };
}

/** A level moves what was usual before it. */
function heldAfter(known: RatioBaseline, { level }: LevelStep): RatioBaseline {
  return { ...known, center: known.center + (level?.shift ?? 0) };
}

function lowSince(before: readonly RatioStep[], { finishedAtMs }: Measured): number {
  const last = before.at(-1);
  return (last?.level ? null : last?.lowSinceMs) ?? finishedAtMs;
}

/** After so many runs in a row on the low side their level is the new one. */
function adoptLowAfter(run: Measured, sinceMs: number, deviation: number): number {
  if (isLost(run.ratioLog, deviation)) return NEVER;
  return run.finishedAtMs - sinceMs < ADOPT_LOW_AFTER_MS ? NEVER : ADOPT_AFTER.low;
}

/** Null where nothing creeps. */
function judgeCreep(
  before: readonly RatioStep[],
  { isAnnounced, widening, ...run }: Omit<Judged, "restarts">,
  extent: Extent,
): Omit<RatioStep, "lowSinceMs" | "held"> | null {
  const creep = findCreep(before, run.ratioLog, extent);
  if (!creep) return null;
  const { reference, deviation } = creep;
  const limit = widening * toldBelow(reference, { ...run, extent, isSecond: true }, deviation);
  if (deviation >= limit || (isExplainable(deviation) && isAnnounced())) return null;
  const baseline = widen(reference, widening);
  const placed = placeStep(before, deviation, {
    sideOf: () => "low",
    scale: baseline.scale,
    adoptAfter: adoptLowAfter(run, lowSince(before, run), deviation),
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
