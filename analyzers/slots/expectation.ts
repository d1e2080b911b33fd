import type { Occurrences } from "../../platform/calendar/calendar.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { LearnedSchedule } from "../learned-schedule/learn-schedule.ts";
import type { Version } from "../learned-schedule/learned-plan.ts";
import {
  createScheduleLearner,
  type ScheduleLearner,
} from "../learned-schedule/schedule-learner.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { beginOf, type Run } from "../runs/run.ts";
import type { SlotBounds } from "./judge-slot.ts";
import type { Slot } from "./slot-line.ts";

type Begun = Pick<Slot, "dueMs" | "runs">;

/** When runs of one series are due and how late they may be: by its policy, or as learned. */
export type Expectation = {
  readonly occurrencesFrom: (anchorMs: number) => Occurrences;
  readonly earlyMsAt: (beganAtMs: number) => number;
  readonly boundsOf: (slot: Begun) => SlotBounds;
  readonly at: (dueMs: number) => {
    readonly zone: string;
    readonly learned: LearnedSchedule | null;
  };
  readonly note: (run: Run) => void;
  /** What was learned; nothing where the policy says it. */
  readonly plan: () => readonly Version[];
  /** Learns up to a watermark; gives the instant after which other slots are due, if any. */
  readonly learnTo: (watermarkMs: number) => number | null;
  /** The next watermark at which there is something to learn. */
  readonly nextMs: () => number | null;
  /** How many runs are known of those needed; null where it is not being learned. */
  readonly learning: () => { readonly runs: number; readonly needed: number } | null;
};

export function createExpectation(
  compiled: CompiledPolicy,
  memory: Memory,
  passOver: PassOverOne,
): Expectation {
  const { policy, learnedZones, occurrencesFrom, zone } = compiled;
  const { schedule } = policy;
  if (learnedZones !== null) {
    const likely = { zones: learnedZones, earlyLeastMs: schedule.early };
    return createLearned(schedule, createScheduleLearner(likely, memory, passOver));
  }
  return {
    occurrencesFrom,
    earlyMsAt: () => schedule.early,
    boundsOf: () => schedule,
    at: () => ({ zone, learned: null }),
    note: () => {},
    plan: () => [],
    learnTo: () => null,
    nextMs: () => null,
    learning: () => null,
  };
}

/** What has begun late is given its usual time nevertheless, not that of the clock. */
function lateBy({ dueMs, runs }: Begun): number {
  const begins = [...runs.values()].map((run) => beginOf(run) ?? dueMs);
  return Math.max(dueMs, ...begins) - dueMs;
}

/** What the policy grants is granted at least. */
function createLearned(least: SlotBounds, learner: ScheduleLearner): Expectation {
  return {
    occurrencesFrom: () => learner.occurrences,
    earlyMsAt: learner.earlyMsAt,
    boundsOf: (slot) => {
      const { startWithin = 0, finishWithin = 0 } = learner.at(slot.dueMs)?.bounds ?? {};
      return {
        startWithin: Math.max(least.startWithin, startWithin),
        finishWithin: Math.max(least.finishWithin, finishWithin + lateBy(slot)),
        maxDuration: least.maxDuration,
      };
    },
    at: (dueMs) => {
      const learned = learner.at(dueMs);
      return { zone: learned?.zone ?? "UTC", learned };
    },
    note: learner.note,
    plan: learner.plan,
    learnTo: learner.learnTo,
    nextMs: learner.nextMs,
    learning: learner.learning,
  };
}
