import { compareRuns, type Run } from "../runs/run.ts";

/** At least so many runs, and at most twice as many, can be judged again. */
const RUNS_KEPT_MIN = 20;

export type JudgedRun<Step> = { readonly run: Run; readonly step: Step };

/** The successful runs of one series in order of their begin, each judged by those before it. */
export type RunLine<Step> = {
  /** Judges a run, once; one that is heard of late has those after it judged again. */
  readonly add: (run: Run) => readonly JudgedRun<Step>[];
};

/**
 * `judge` is pure: what a run is found to be, and what it teaches, follow from the step before.
 * Steps hold histories, so only three are kept: those before, amid and after the runs that are.
 */
export function createRunLine<Step>(judge: (run: Run, before: Step | null) => Step): RunLine<Step> {
  const runs: Run[] = [];
  let before: Step | null = null;
  let amid: Step | null = null;
  let last: Step | null = null;

  function add(run: Run): readonly JudgedRun<Step>[] {
    const at = runs.findLastIndex((known) => compareRuns(known, run) < 0) + 1;
    runs.splice(at, 0, run);
    const isNewest = at === runs.length - 1;
    const judged = isNewest ? [judgeNext(at, last)] : judgeAll().slice(at);
    if (runs.length === 2 * RUNS_KEPT_MIN) {
      runs.splice(0, RUNS_KEPT_MIN);
      before = amid;
      amid = last;
    }
    return judged;
  }

  function judgeAll(): readonly JudgedRun<Step>[] {
    last = before;
    return runs.map((_run, index) => judgeNext(index, last));
  }

  function judgeNext(index: number, previous: Step | null): JudgedRun<Step> {
    const run = runs[index] as Run;
    const step = judge(run, previous);
    last = step;
    if (index === RUNS_KEPT_MIN - 1) amid = step;
    return { run, step };
  }

  return { add };
}
