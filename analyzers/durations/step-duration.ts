import type { Extent } from "../baselines/extent-of.ts";
import { type Decided, type LevelStep, placeStep, widen } from "../baselines/level-step.ts";
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

/** Judges a run by those before it: by its policy's bound, then by its own history. */
export function stepDuration(
  before: readonly DurationStep[],
  run: TimedRun,
  extent: Extent,
): DurationStep {
  const secondsLog = logSeconds(run.seconds);
  const baseline = run.isAnew ? null : widen(durationBaseline(before, extent), run.widening);
  const measured = { secondsLog, sizeLog: run.sizeLog };
  const nothing = { deviation: 0, side: null, level: null, restarts: run.isAnew } as const;
  const clear = { found: null, rule: null, baseline: null, limit: null } as const;
  if (!run.isRight && run.minSeconds !== null && run.seconds < run.minSeconds)
    return {
      ...measured,
      ...nothing,
      ...clear,
      side: "low",
      found: "too-fast",
      rule: "minimum",
      baseline,
    };
  if (!baseline) return { ...measured, ...nothing, ...clear };
  const usual = usualSeconds(baseline, run.sizeLog);
  const deviation = deviationOf(usual, secondsLog);
  const sideOf = (other: number) => sideOfDuration(baseline, other);
  const placed = placeStep(before, deviation, {
    sideOf,
    scale: baseline.scale,
    adoptAfter: ADOPT_AFTER,
    mayReturn: true,
    isAnnounced: sideOf(deviation) !== null && isExplainable(deviation) && run.isAnnounced(),
  });
  if (run.isRight) return { ...measured, ...placed, ...clear, side: null };
  const isSecond = before.at(-1)?.side === placed.side;
  const limit = toldBeyond(baseline, usual, { deviation, isSecond });
  if (placed.side === null || Math.abs(deviation) <= limit)
    return { ...measured, ...placed, ...clear };
  const found = placed.side === "high" ? "too-slow" : "too-fast";
  return { ...measured, ...placed, found, rule: "baseline", baseline, limit };
}
