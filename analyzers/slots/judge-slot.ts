import type { SlotState } from "../../schemas/series-state.ts";
import { compareRuns, isRunning, type Run, successOf } from "../runs/run.ts";

export const SLOT_FAULTS = ["late", "missing", "stuck", "failed"] as const;
export type SlotFault = (typeof SLOT_FAULTS)[number];

/** In milliseconds, as a policy says them. */
export type SlotBounds = {
  readonly startWithin: number;
  readonly finishWithin: number;
  readonly maxDuration: number;
};

/** What decides a slot. `runs` are those whose begin lies in its window. */
export type SlotFacts = {
  readonly dueMs: number;
  readonly bounds: SlotBounds;
  readonly watermarkMs: number;
  readonly runs: readonly Run[];
  /**
   * Where the source never reports starts: how long a run of the series usually takes; else null.
   */
  readonly usualDurationMs: number | null;
  /** Why nothing is expected of the slot, such as a maintenance window; else null. */
  readonly skipped: string | null;
};

export type SlotJudgement = {
  readonly state: Exclude<SlotState, "unknown" | "unprotected">;
  readonly faults: readonly SlotFault[];
  /** The success that counts, and the others. */
  readonly filledBy: Run | null;
  readonly extra: readonly Run[];
  /** The next watermark at which the judgement can change by itself; null where none can. */
  readonly nextMs: number | null;
};

/**
 * The table of CONTRACT.md, "A slot's state". Absence is judged only as far as the watermark
 * reaches.
 */
export function judgeSlot(facts: SlotFacts): SlotJudgement {
  const successes = facts.runs.filter((run) => successOf(run) !== null).sort(compareRuns);
  const filledBy = successes.at(-1) ?? null;
  const extra = successes.slice(0, -1);
  if (filledBy) return { state: "filled", faults: [], filledBy, extra, nextMs: null };
  if (facts.skipped !== null)
    return { state: "skipped", faults: [], filledBy, extra, nextMs: null };
  return { ...judgeUnfilled(facts), filledBy, extra };
}

/** When nothing heard of makes the slot late; missing may come first. */
export function lateAtMs({ dueMs, bounds, usualDurationMs }: SlotFacts): number {
  return dueMs + bounds.startWithin + (usualDurationMs ?? 0);
}

export function missingAtMs({ dueMs, bounds }: Pick<SlotFacts, "dueMs" | "bounds">): number {
  return dueMs + bounds.finishWithin;
}

/**
 * A run is stuck past its longest duration, or when its slot should have been filled, unless it
 * began only then.
 */
export function stuckAtMs(run: Run, facts: Pick<SlotFacts, "dueMs" | "bounds">): number {
  const startedAtMs = run.success?.startedAtMs ?? run.startedAtMs ?? facts.dueMs;
  const latestMs = startedAtMs + facts.bounds.maxDuration;
  return hasBegunInTime(startedAtMs, facts) ? Math.min(latestMs, missingAtMs(facts)) : latestMs;
}

function hasBegunInTime(beganAtMs: number, facts: Pick<SlotFacts, "dueMs" | "bounds">): boolean {
  return beganAtMs < missingAtMs(facts);
}

function judgeUnfilled(facts: SlotFacts): Pick<SlotJudgement, "state" | "faults" | "nextMs"> {
  const { runs, watermarkMs } = facts;
  const isPast = (instantMs: number) => watermarkMs >= instantMs;
  const running = runs.filter(isRunning);
  const faults: SlotFault[] = [];
  if (runs.length === 0 && isPast(lateAtMs(facts)) && !isPast(missingAtMs(facts)))
    faults.push("late");
  if (runs.length > running.length) faults.push("failed");
  if (running.some((run) => isPast(stuckAtMs(run, facts)))) faults.push("stuck");
  // Whoever was told that it is missing hears of its success, not of each new attempt.
  const ranOn = running.some((run) => hasBegunInTime(run.startedAtMs ?? facts.dueMs, facts));
  if (!ranOn && isPast(missingAtMs(facts))) faults.push("missing");
  const points = [missingAtMs(facts), ...running.map((run) => stuckAtMs(run, facts))];
  if (runs.length === 0) points.push(lateAtMs(facts));
  const ahead = points.filter((point) => !isPast(point));
  return {
    state: faults.at(-1) ?? (running.length > 0 ? "running" : "waiting"),
    faults,
    nextMs: ahead.length > 0 ? Math.min(...ahead) : null,
  };
}
