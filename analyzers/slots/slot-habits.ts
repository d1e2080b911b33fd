import type { SeriesDecisions } from "../decisions/series-decisions.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { Run, Success } from "../runs/run.ts";
import type { Expectation } from "../unprotected/asset-watch.ts";
import type { SlotBounds, SlotFacts } from "./judge-slot.ts";
import type { Slot } from "./slot-line.ts";
import { DURATIONS_MAX, usualDuration } from "./usual-duration.ts";

/** What holds for all slots of a series: bounds, how its source reports, when none is expected. */
export type SlotHabits = {
  readonly noteRun: (run: Run) => void;
  readonly noteSuccess: (success: Success) => void;
  /** What is expected until then is retired then; the latest word counts. */
  readonly retire: (said: Pick<Expectation, "saidAtMs" | "untilMs">) => void;
  readonly retiredAtMs: () => number;
  readonly factsOf: (slot: Slot, watermarkMs: number) => SlotFacts;
};

type Options = {
  readonly policy: CompiledPolicy;
  readonly decisions: () => SeriesDecisions;
  readonly boundsOf: (slot: Slot) => SlotBounds;
  readonly memory: Memory;
};

type Known = {
  durations: readonly { readonly beganAtMs: number; readonly durationMs: number }[];
  reportsStarts: boolean;
  expectedAtMs: number;
  retiredAtMs: number;
};

const nothingKnown = (): Known => ({
  durations: [],
  reportsStarts: false,
  expectedAtMs: Number.NEGATIVE_INFINITY,
  retiredAtMs: Number.POSITIVE_INFINITY,
});

export function createSlotHabits({ policy, decisions, boundsOf, memory }: Options): SlotHabits {
  const known = memory.of("habits", nothingKnown);

  function skippedBy(slot: Slot): string | null {
    const { dueMs } = slot;
    if (dueMs < policy.sinceMs) return "due before its schedule";
    if (dueMs >= known.retiredAtMs) return "retired";
    const { suspensionAt } = decisions();
    const begun = suspensionAt(dueMs);
    // What was due before a pause and has not begun can't be missed within it.
    const deadlineMs = slot.dueMs + boundsOf(slot).finishWithin;
    const suspended = begun ?? (slot.runs.size === 0 ? suspensionAt(deadlineMs) : null);
    return suspended?.why ?? policy.maintenanceAt(dueMs);
  }

  return {
    noteRun: (run) => {
      if (run.startedAtMs !== null) known.reportsStarts = true;
    },
    noteSuccess: ({ startedAtMs, finishedAtMs }) => {
      const durationMs = finishedAtMs - startedAtMs;
      known.durations = [...known.durations, { beganAtMs: startedAtMs, durationMs }]
        .sort((a, b) => a.beganAtMs - b.beganAtMs)
        .slice(-DURATIONS_MAX);
    },
    retire: ({ saidAtMs, untilMs }) => {
      if (saidAtMs < known.expectedAtMs) return;
      known.expectedAtMs = saidAtMs;
      known.retiredAtMs = untilMs ?? Number.POSITIVE_INFINITY;
    },
    retiredAtMs: () => known.retiredAtMs,
    factsOf: (slot, watermarkMs) => ({
      dueMs: slot.dueMs,
      bounds: boundsOf(slot),
      watermarkMs,
      runs: [...slot.runs.values()],
      usualDurationMs: known.reportsStarts
        ? null
        : usualDuration(known.durations.map((run) => run.durationMs)),
      skipped: skippedBy(slot),
    }),
  };
}
