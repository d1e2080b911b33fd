import type { Memory } from "../detection/memory.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { compareRuns, type Run, successOf } from "../runs/run.ts";
import { addArrival, NO_HISTORY } from "./arrival-history.ts";
import { type Arrival, type LearnedSchedule, learnSchedule } from "./learn-schedule.ts";
import { createLearnedPlan } from "./learned-plan.ts";
import { occurrencesOf } from "./rhythm.ts";

/** So many successes wait for the watermark that passes them. */
const PENDING_MAX = 2_000;

/** Learns a schedule from successes, in the order in which they ended, as watermarks pass them. */
export type ScheduleLearner = ReturnType<typeof createScheduleLearner>;

type Likely = {
  /** Those that it may follow, at least one, the likeliest first. */
  readonly zones: readonly string[];
  /** Runs may be so early in any case. */
  readonly earlyLeastMs: number;
};

export function createScheduleLearner(
  { zones, earlyLeastMs }: Likely,
  memory: Memory,
  passOver: PassOverOne,
) {
  const plan = createLearnedPlan(memory);
  const pending = memory.of("pending", () => new Map<string, Run>());
  const learned = memory.of("learned", () => ({
    history: NO_HISTORY,
    toMs: Number.NEGATIVE_INFINITY,
  }));

  function note(run: Run) {
    if (!run.success) return;
    pending.set(run.runId, run);
    const [oldest] = pending.keys();
    if (pending.size > PENDING_MAX && oldest !== undefined && pending.delete(oldest))
      passOver("runs-unlearned");
  }

  /** Takes in what ended up to a watermark; gives the instant after which other slots are due. */
  function learnTo(watermarkMs: number): number | null {
    let changedMs: number | null = null;
    for (const run of takeEnded(watermarkMs)) {
      const fromMs = take(run);
      if (fromMs !== null) changedMs = Math.min(changedMs ?? fromMs, fromMs);
    }
    learned.toMs = Math.max(learned.toMs, watermarkMs);
    return changedMs;
  }

  function takeEnded(watermarkMs: number): readonly Run[] {
    const ended = [...pending.values()].filter((run) => endOf(run) <= watermarkMs);
    for (const { runId } of ended) pending.delete(runId);
    return ended.sort((a, b) => endOf(a) - endOf(b) || compareRuns(a, b));
  }

  function take(run: Run): number | null {
    const success = successOf(run);
    if (!success) return null;
    const arrival = { beganAtMs: success.startedAtMs, finishedAtMs: success.finishedAtMs };
    const before = plan.latest();
    learned.history = addArrival(learned.history, arrival, before?.schedule ?? null);
    const known = before ? [before.schedule.zone, ...zones] : zones;
    const schedule = learnSchedule({ ...learned.history, zones: [...new Set(known)] });
    if (!schedule || (before && isSame(schedule, before.schedule))) return null;
    const fromMs = Math.max(slotsEndMs(arrival, schedule), learned.toMs, before?.fromMs ?? 0);
    plan.add({ fromMs, schedule });
    return fromMs;
  }

  /** The run has its slot, by the old schedule and by the new one, which says what comes then. */
  function slotsEndMs({ beganAtMs, finishedAtMs }: Arrival, schedule: LearnedSchedule): number {
    const oldMs = plan.occurrences.previous(beganAtMs + earlyMsAt(beganAtMs));
    const newMs = occurrencesOf(schedule.rhythm).previous(beganAtMs + schedule.gapMs / 2);
    return Math.max(finishedAtMs, oldMs ?? 0, newMs ?? 0);
  }

  function earlyMsAt(beganAtMs: number): number {
    return Math.max(earlyLeastMs, plan.at(beganAtMs)?.bounds.early ?? 0);
  }

  return {
    note,
    learnTo,
    /** Null once there is a schedule; all the runs needed may be known, and nothing regular. */
    learning: () => (plan.latest() ? null : countLearned(learned.history)),
    nextMs: () => (pending.size === 0 ? null : Math.min(...[...pending.values()].map(endOf))),
    earlyMsAt,
    occurrences: plan.occurrences,
    plan: plan.all,
    at: plan.at,
  };
}

function countLearned({ arrivals, runsMin }: typeof NO_HISTORY) {
  return { runs: Math.min(arrivals.length, runsMin), needed: runsMin };
}

function endOf(run: Run): number {
  return run.success?.finishedAtMs ?? Number.NEGATIVE_INFINITY;
}

function isSame(a: LearnedSchedule, b: LearnedSchedule): boolean {
  const textOf = ({ text, zone, bounds: { spreadMs: _, ...bounds } }: LearnedSchedule) =>
    JSON.stringify([text, zone, bounds]);
  return (
    textOf(a) === textOf(b) && occurrencesOf(a.rhythm).next(0) === occurrencesOf(b.rhythm).next(0)
  );
}
