import type { Side } from "../baselines/level-step.ts";
import type { DurationBaseline } from "./duration-baseline.ts";

/** Of scales: contention and queues have heavy tails. */
const Z_MAX = 4.5;
/** Of scales, where the run before was as strange. */
const Z_SECOND_MAX = 3.5;
/** A scale of few runs is often too small: so many of them need twice as much (Student's t). */
const UNSURE_RUNS = 2;
/** What lies further out teaches nothing of what is usual, even if it is not told. */
const LEARNED_Z_MAX = 3.5;
const LEARNED_LOG_MAX = Math.log(1.5);
const SLOW_LOG_MIN = Math.log(2);
const RUNNING_LOG_MIN = Math.log(3);
const FAST_LOG_MIN = Math.log(2.5);
/** An announced change makes runs five times as slow or fast, hardly more. */
const EXPLAINED_LOG_MAX = Math.log(5);
/** Nobody wakes for 20 s instead of 8 s. */
const APART_S_MIN = 120;
/** Before a run ends it is told only where that leaves time to act. */
const RUNNING_APART_S_MIN = 600;

/** The logarithm of a duration; clocks that tell only seconds make the shortest 1 s. */
export function logSeconds(seconds: number): number {
  return Math.log(Math.max(seconds, 1));
}

/** The logarithms of the seconds that are usual for a size. */
export type UsualSeconds = { readonly leastLog: number; readonly mostLog: number };

/**
 * One value within the sizes that are known well. Beyond them all is usual between no more time at
 * all and time in proportion: a fixed part and a part that grows with the bytes make a curve.
 */
export function usualSeconds(baseline: DurationBaseline, sizeLog: number): UsualSeconds {
  const { center, slope, smallLog, largeLog } = baseline;
  const knownLog = Math.min(largeLog, Math.max(smallLog, sizeLog));
  const usualLog = center + slope * knownLog;
  const beyond = sizeLog - knownLog;
  return { leastLog: usualLog + Math.min(0, beyond), mostLog: usualLog + Math.max(0, beyond) };
}

/** How far a duration lies outside of what is usual for its size; 0: within. */
export function deviationOf({ leastLog, mostLog }: UsualSeconds, secondsLog: number): number {
  return Math.max(0, secondsLog - mostLog) + Math.min(0, secondsLog - leastLog);
}

/** Which side of its baseline a deviation lies on, too far out to be learnt from. */
export function sideOfDuration({ scale }: DurationBaseline, deviation: number): Side | null {
  if (Math.abs(deviation) < Math.max(LEARNED_Z_MAX * scale, LEARNED_LOG_MAX)) return null;
  return deviation > 0 ? "high" : "low";
}

/** Whether an announced change can be the reason. */
export function isExplainable(deviation: number): boolean {
  return Math.abs(deviation) <= EXPLAINED_LOG_MAX;
}

/** How far out a deviation must lie for a person to hear of it: never where it is of seconds. */
export function toldBeyond(
  { scale, runs }: DurationBaseline,
  { leastLog, mostLog }: UsualSeconds,
  { deviation, isSecond }: { readonly deviation: number; readonly isSecond: boolean },
): number {
  const usual = Math.exp(deviation > 0 ? mostLog : leastLog);
  if (Math.abs(usual * Math.expm1(deviation)) < APART_S_MIN) return Number.POSITIVE_INFINITY;
  const logMin = deviation > 0 ? SLOW_LOG_MIN : FAST_LOG_MIN;
  const zMax = isSecond ? Z_SECOND_MAX : Z_MAX;
  return Math.max(zMax * surely(runs) * scale, logMin);
}

/** By how much further out it must be as the scale itself is uncertain. */
function surely(runs: number): number {
  return 1 + UNSURE_RUNS / runs;
}

/**
 * So long may a run go on before it is slow whatever its size turns out to be; `widening`: by how
 * much its threshold is wider, from 1.
 */
export function slowAfterSeconds(baseline: DurationBaseline, widening: number): number {
  const usual = Math.exp(usualSeconds(baseline, baseline.largestLog).mostLog);
  const zMax = Z_MAX * surely(baseline.runs);
  const factor = Math.exp(widening * Math.max(zMax * baseline.scale, RUNNING_LOG_MIN));
  return Math.max(usual * factor, usual + RUNNING_APART_S_MIN);
}
