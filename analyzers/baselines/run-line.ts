import { compareRuns, type Run } from "../runs/run.ts";

/** So many runs can be judged again when an earlier one is heard of late. */
const RUNS_KEPT_MAX = 20;

export type JudgedRun<Step> = { readonly run: Run; readonly step: Step };

/** The successful runs of one series in order of their begin, each judged by those before it. */
export type RunLine<Step> = {
  /** Judges a run, once; one that is heard of late has those after it judged again. */
  readonly add: (run: Run) => readonly JudgedRun<Step>[];
};

/** `judge` is pure: what a run is found to be, and what it teaches, follow from the step before. */
export function createRunLine<Step>(judge: (run: Run, before: Step | null) => Step): RunLine<Step> {
  let before: Step | null = null;
  const line: JudgedRun<Step>[] = [];

  function add(run: Run): readonly JudgedRun<Step>[] {
    const after = line.findLastIndex((known) => compareRuns(known.run, run) < 0) + 1;
    const later = line.splice(after).map((known) => known.run);
    for (const next of [run, ...later])
      line.push({ run: next, step: judge(next, line.at(-1)?.step ?? before) });
    const steps = line.slice(after);
    for (const gone of line.splice(0, Math.max(0, line.length - RUNS_KEPT_MAX))) before = gone.step;
    return steps;
  }

  return { add };
}
