import { median } from "simple-statistics";
import { judgeSize, type SizeJudgement } from "./judge-size.ts";
import { logSize, RUNS_MAX, sizeBaseline } from "./size-baseline.ts";

/** So many runs in a row that are low, but alike, are the new level. */
const LEVEL_RUNS = 3;
const LEVEL_SPREAD_MAX = 1.1;

export type SizedRun = {
  readonly runId: string;
  readonly bytes: number;
  /** A person said that its size is right. */
  readonly isRight?: boolean;
  /** By how much the thresholds are wider for it, from 1. */
  readonly widening?: number;
};

/**
 * What earlier runs of a series teach: the logs of the sizes accepted, and the low ones since the
 * last that was not.
 */
export type SizeHistory = {
  readonly accepted: readonly number[];
  readonly low: readonly SizedRun[];
};

export const NO_SIZES: SizeHistory = { accepted: [], low: [] };

export type SizeStep = {
  readonly history: SizeHistory;
  readonly judgement: SizeJudgement;
  /** The run's own level and that of the low runs before it were adopted. */
  readonly adopted: boolean;
};

/**
 * Judges a run by what came before it, and learns from it if it is accepted, or right as people
 * say: one bad day teaches nothing.
 */
export function stepSize(history: SizeHistory, run: SizedRun, minBytes: number | null): SizeStep {
  const { accepted } = history;
  const baseline = accepted.length === 0 ? null : sizeBaseline(accepted);
  const judgement = judgeSize(run.bytes, baseline, { minBytes, widening: run.widening ?? 1 });
  const learned = [...accepted, logSize(run.bytes)].slice(-RUNS_MAX);
  if (judgement.verdict !== "found")
    return { history: { accepted: learned, low: [] }, judgement, adopted: false };
  const low = judgement.rule === "baseline" ? [...history.low, run].slice(-LEVEL_RUNS) : [];
  if (isLevel(low))
    return { history: { accepted: shiftTo(accepted, low), low: [] }, judgement, adopted: true };
  const taught = run.isRight ? learned : accepted;
  return { history: { accepted: taught, low }, judgement, adopted: false };
}

function isLevel(low: readonly SizedRun[]): boolean {
  const sizes = low.map(({ bytes }) => bytes);
  return low.length === LEVEL_RUNS && Math.max(...sizes) <= LEVEL_SPREAD_MAX * Math.min(...sizes);
}

/**
 * The history keeps its spread and moves to the new level, so that the next run is judged as well
 * as the last.
 */
function shiftTo(accepted: readonly number[], low: readonly SizedRun[]): readonly number[] {
  const logs = low.map(({ bytes }) => logSize(bytes));
  const shift = median(logs) - sizeBaseline(accepted).center;
  return [...accepted.map((log) => log + shift), ...logs].slice(-RUNS_MAX);
}
