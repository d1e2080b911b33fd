import { mean, median, medianAbsoluteDeviation, standardDeviation } from "simple-statistics";
import type { StatisticalKind } from "../label.ts";
import type { Measured, TruthRun } from "../story/truth-run.ts";

export const RIVALS = ["previous run", "z score", "modified z", "oracle"] as const;
export type Rival = (typeof RIVALS)[number];

const HISTORY_RUNS = 30;
const HISTORY_RUNS_MIN = 7;
/** Of a history that never varies. */
const SIGMA_MIN = 0.001;
/** Iglewicz and Hoaglin: M = 0.6745 (x - median) / MAD. */
const MODIFIED_Z = 0.6745;

type Quantity = {
  readonly of: (run: TruthRun) => Measured;
  /** 1: strange where high, -1: where low. */
  readonly sign: 1 | -1;
};

export const QUANTITIES: Readonly<Record<StatisticalKind, Quantity>> = {
  undersized: { of: ({ size }) => size, sign: -1 },
  oversized: { of: ({ size }) => size, sign: 1 },
  "too-slow": { of: ({ duration }) => duration, sign: 1 },
  "too-fast": { of: ({ duration }) => duration, sign: -1 },
  incompressible: { of: ({ ratio }) => ratio, sign: -1 },
};

/** How strange a rival finds each run of a line in one direction; null where it says nothing. */
export function strangeness(
  rival: Rival,
  { of, sign }: Quantity,
  runs: readonly TruthRun[],
): readonly (number | null)[] {
  const measured = runs.map(of);
  const logs = measured.map(({ log }) => log);
  return measured.map((now, index) => {
    const high = judge(rival, now, logs.slice(Math.max(0, index - HISTORY_RUNS), index));
    return high === null ? null : sign * high;
  });
}

/** How high a run is for its history. */
function judge(rival: Rival, now: Measured, history: readonly number[]): number | null {
  if (rival === "oracle") return (now.log - now.mean) / Math.max(now.sigma, SIGMA_MIN);
  const before = history.at(-1);
  if (rival === "previous run") return before === undefined ? null : now.log - before;
  if (history.length < HISTORY_RUNS_MIN) return null;
  return rival === "z score" ? z(now.log, history) : modifiedZ(now.log, history);
}

function z(log: number, history: readonly number[]): number {
  const sigma = standardDeviation([...history]);
  return (log - mean([...history])) / Math.max(sigma, SIGMA_MIN);
}

function modifiedZ(log: number, history: readonly number[]): number {
  const deviation = medianAbsoluteDeviation([...history]);
  return (MODIFIED_Z * (log - median([...history]))) / Math.max(deviation, SIGMA_MIN);
}
