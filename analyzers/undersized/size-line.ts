import { compareRuns, type Run } from "../runs/run.ts";
import { NO_SIZES, type SizeHistory, type SizeStep, stepSize } from "./size-history.ts";

/** So many runs can be judged again when an earlier one is heard of late. */
const RUNS_KEPT_MAX = 20;

export type SizedStep = { readonly run: Run; readonly step: SizeStep };

/** The successful runs of one series in order of their begin, each judged by those before it. */
export type SizeLine = {
  /** Judges a run, once; one that is heard of late has those after it judged again. */
  readonly add: (run: Run) => readonly SizedStep[];
};

export function createSizeLine(minBytes: number | null): SizeLine {
  let before: SizeHistory = NO_SIZES;
  const line: SizedStep[] = [];

  function add(run: Run): readonly SizedStep[] {
    const after = line.findLastIndex((known) => compareRuns(known.run, run) < 0) + 1;
    const later = line.splice(after).map((known) => known.run);
    for (const next of [run, ...later]) line.push({ run: next, step: judge(next) });
    const steps = line.slice(after);
    for (const gone of line.splice(0, Math.max(0, line.length - RUNS_KEPT_MAX)))
      before = gone.step.history;
    return steps;
  }

  function judge(run: Run): SizeStep {
    const history = line.at(-1)?.step.history ?? before;
    const bytes = Number(run.success?.sizeBytes ?? 0n);
    return stepSize(history, { runId: run.runId, bytes }, minBytes);
  }

  return { add };
}
