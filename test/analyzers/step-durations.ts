import type { Decided } from "../../analyzers/baselines/level-step.ts";
import {
  type DurationStep,
  stepDuration,
  type TimedRun,
} from "../../analyzers/durations/step-duration.ts";

const GB = 1e9;

export type Timed = {
  readonly minutes: number;
  readonly gigabytes?: number;
  readonly decided?: People;
};

export type People = Partial<Decided & Pick<TimedRun, "widening">>;

export const NEVER_WIDER = { "too-slow": 1, "too-fast": 1 };

type Options = { readonly minSeconds?: number; readonly announced?: number };

export function step(runs: readonly Timed[], options: Options = {}) {
  const { minSeconds = null, announced = -1 } = options;
  const steps: DurationStep[] = [];
  for (const [index, { minutes, gigabytes = 100, decided }] of runs.entries()) {
    const isAnnounced = () => index === announced;
    const sizeLog = Math.log(gigabytes * GB);
    const unsaid = { isAnew: false, rightAtMs: null, finishedAtMs: index, widening: NEVER_WIDER };
    const run = { seconds: 60 * minutes, sizeLog, minSeconds, isAnnounced, ...unsaid, ...decided };
    steps.push(stepDuration(steps, run, "full"));
  }
  return steps;
}

export const wobble = [20, 21, 19, 22, 20, 18, 21, 20, 19, 21];
export const usual = wobble.map((minutes) => ({ minutes }));
export const last = (...runs: readonly Timed[]) => step([...usual, ...runs]).at(-1)?.found;
