import { beginOf, compareRuns, type Run } from "../runs/run.ts";

/** So many runs can be judged again when an earlier one is heard of late. */
const RUNS_KEPT_MAX = 20;

export type JudgedRun<Step> = { readonly run: Run; readonly step: Step };

type Judged<Step> = JudgedRun<Step> & { readonly restartMs: number | null };

/** The successful runs of one series in order of their begin, each judged by those before it. */
export type RunLine<Step> = {
  /** Judges a run, once; one that is heard of late has those after it judged again. */
  readonly add: (run: Run) => readonly JudgedRun<Step>[];
  /** Judges all that are kept once more, as something else was decided of them. */
  readonly judgeAgain: () => readonly JudgedRun<Step>[];
};

type Options<Step> = {
  /** Pure: what a run is found to be, and what it teaches, follow from the step before. */
  readonly judge: (run: Run, before: Step | null) => Step;
  /** When, up to an instant, people let all begin anew: what came before teaches nothing then. */
  readonly restartMsOf: (atMs: number) => number | null;
};

export function createRunLine<Step>({ judge, restartMsOf }: Options<Step>): RunLine<Step> {
  let forgotten: Judged<Step> | null = null;
  const line: Judged<Step>[] = [];

  function add(run: Run): readonly JudgedRun<Step>[] {
    const after = line.findLastIndex((known) => compareRuns(known.run, run) < 0) + 1;
    const later = line.splice(after).map((known) => known.run);
    return judgeAll([run, ...later]);
  }

  function judgeAgain(): readonly JudgedRun<Step>[] {
    return judgeAll(line.splice(0).map((known) => known.run));
  }

  function judgeAll(runs: readonly Run[]): readonly JudgedRun<Step>[] {
    const steps = runs.map((run) => {
      const restartMs = restartMsOf(beginOf(run) ?? 0);
      const before = line.at(-1) ?? forgotten;
      const step = judge(run, before?.restartMs === restartMs ? before.step : null);
      const judged = { run, step, restartMs };
      line.push(judged);
      return judged;
    });
    forgotten = line.splice(0, Math.max(0, line.length - RUNS_KEPT_MAX)).at(-1) ?? forgotten;
    return steps;
  }

  return { add, judgeAgain };
}
