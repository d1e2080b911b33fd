import type { Extent } from "../baselines/extent-of.ts";
import {
  type Decided,
  type LevelStep,
  placeStep,
  rightOf,
  widen,
} from "../baselines/level-step.ts";
import { type DurationBaseline, durationBaseline } from "./duration-baseline.ts";
import {
  deviationOf,
  isExplainable,
  logSeconds,
  sideOfDuration,
  toldBeyond,
  usualSeconds,
} from "./judge-duration.ts";

/** So many runs in a row that are strange, but alike, are the new level. */
const ADOPT_AFTER = 3;

export type TimedRun = {
  readonly seconds: number;
  readonly sizeLog: number;
  readonly minSeconds: number | null;
  readonly isAnnounced: () => boolean;
  /** By how much it may vary more before it is told, from 1. */
  readonly widening: Readonly<Record<"too-slow" | "too-fast", number>>;
} & Decided;

/** A run's duration, how it was judged, and how its series learns from it. */
export type DurationStep = LevelStep & {
  readonly secondsLog: number;
  readonly sizeLog: number;
  readonly found: "too-slow" | "too-fast" | null;
  readonly rule: "minimum" | "baseline" | null;
  /** Of what was found, so that a person can redo the sum; null elsewhere. */
  readonly baseline: DurationBaseline | null;
  /** What its deviation exceeds, if its baseline found it. */
  readonly limit: number | null;
};

const NOTHING = { found: null, rule: null, baseline: null, limit: null } as const;

/** Judges a run by those before it: by its policy's bound, then by its own history. */
export function stepDuration(
  before: readonly DurationStep[],
  run: TimedRun,
  extent: Extent,
): DurationStep {
  const step = judge(before, run, extent);
  const right = rightOf(before, step, run);
  return right ? { ...step, ...NOTHING, side: null, right } : step;
}

function judge(before: readonly DurationStep[], run: TimedRun, extent: Extent): DurationStep {
  const secondsLog = logSeconds(run.seconds);
  const known = run.isAnew ? null : durationBaseline(before, extent);
  const measured = { secondsLog, sizeLog: run.sizeLog };
  const nothing = { deviation: 0, side: null, level: null, restarts: run.isAnew, right: null };
  if (run.rightAtMs === null && run.minSeconds !== null && run.seconds < run.minSeconds)
    return {
      ...measured,
      ...nothing,
      ...NOTHING,
      side: "low",
      found: "too-fast",
      rule: "minimum",
      baseline: known,
    };
  if (!known) return { ...measured, ...nothing, ...NOTHING };
  const usual = usualSeconds(known, run.sizeLog);
  const deviation = deviationOf(usual, secondsLog);
  const widening = run.widening[deviation > 0 ? "too-slow" : "too-fast"];
  const baseline = widen(known, widening);
  const sideOf = (other: number) => sideOfDuration(baseline, other);
  const placed = placeStep(before, deviation, {
    sideOf,
    scale: baseline.scale,
    adoptAfter: ADOPT_AFTER,
    mayReturn: true,
    isAnnounced: sideOf(deviation) !== null && isExplainable(deviation) && run.isAnnounced(),
  });
  const isSecond = before.at(-1)?.side === placed.side;
  const limit = widening * toldBeyond(known, usual, { deviation, isSecond });
  if (placed.side === null || Math.abs(deviation) <= limit)
    return { ...measured, ...placed, ...NOTHING };
  const found = placed.side === "high" ? "too-slow" : "too-fast";
  return { ...measured, ...placed, found, rule: "baseline", baseline, limit };
}
