import type { Memory } from "../detection/memory.ts";
import { compareRuns, type Run } from "../runs/run.ts";

/** So many runs can be judged again when an earlier one is heard of late. */
const RUNS_KEPT_MAX = 20;

export type JudgedRun<Step> = { readonly run: Run; readonly step: Step };

/** All runs kept, in order, and the index of the first that was judged now. */
export type JudgedRuns<Step> = { readonly runs: readonly JudgedRun<Step>[]; readonly from: number };

/**
 * The successful runs of one series in order of their begin, each judged by the steps of those
 * before it. A step holds only what was measured and how it was taken: a history costs one step a
 * run.
 */
export type RunWindow<Step> = {
  /** Judges a run, once, and again those after it. */
  readonly add: (run: Run) => JudgedRuns<Step>;
  /** Judges all again that are kept: what they are judged by has changed. */
  readonly judgeAgain: () => JudgedRuns<Step>;
  /** The steps that the next run will be judged by, oldest first. */
  readonly steps: () => readonly Step[];
  readonly last: () => Run | null;
};

/** `judge` is given the last `stepsMax` steps before the run, and the run before it. */
export function createRunWindow<Step>(
  stepsMax: number,
  judge: (run: Run, before: readonly Step[], previous: Run | null) => Step,
  memory: Memory,
): RunWindow<Step> {
  const past = memory.of("past", (): Step[] => []);
  const line = memory.of("window", (): JudgedRun<Step>[] => []);
  /** The last run that can't be judged again. */
  const gone = memory.of("gone", (): { run: Run | null } => ({ run: null }));

  const steps = () => [...past, ...line.map(({ step }) => step)].slice(-stepsMax);

  function add(run: Run): JudgedRuns<Step> {
    const after = line.findLastIndex((known) => compareRuns(known.run, run) < 0) + 1;
    judgeOn([run, ...takeFrom(after)]);
    const runs = [...line];
    for (const { run: oldest, step } of line.splice(0, Math.max(0, line.length - RUNS_KEPT_MAX))) {
      past.push(step);
      gone.run = oldest;
    }
    past.splice(0, Math.max(0, past.length - stepsMax));
    return { runs, from: after };
  }

  function takeFrom(index: number): readonly Run[] {
    return line.splice(index).map((known) => known.run);
  }

  function judgeOn(runs: readonly Run[]) {
    for (const run of runs) {
      line.push({ run, step: judge(run, steps(), lastBefore(run)) });
    }
  }

  function lastBefore(run: Run): Run | null {
    const last = line.at(-1)?.run ?? gone.run;
    return last && compareRuns(last, run) < 0 ? last : null;
  }

  function judgeAgain(): JudgedRuns<Step> {
    judgeOn(takeFrom(0));
    return { runs: [...line], from: 0 };
  }

  return { add, judgeAgain, steps, last: () => line.at(-1)?.run ?? null };
}
