import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Run, Success } from "../runs/run.ts";
import type { SlotBounds, SlotFacts } from "./judge-slot.ts";
import type { Slot } from "./slot-line.ts";
import { DURATIONS_MAX, usualDuration } from "./usual-duration.ts";

/** What holds for all slots of a series: bounds, how its source reports, when it was retired. */
export type SlotHabits = {
  readonly noteRun: (run: Run) => void;
  readonly noteSuccess: (success: Success) => void;
  readonly retire: (atMs: number) => void;
  readonly factsOf: (slot: Slot, watermarkMs: number) => SlotFacts;
};

export function createSlotHabits(
  policy: CompiledPolicy,
  boundsOf: (slot: Slot) => SlotBounds,
): SlotHabits {
  let durations: readonly { readonly beganAtMs: number; readonly durationMs: number }[] = [];
  let reportsStarts = false;
  let retiredAtMs = Number.POSITIVE_INFINITY;

  function whySkipped(dueMs: number): string | null {
    if (dueMs < policy.sinceMs) return "due before its schedule";
    return dueMs >= retiredAtMs ? "retired" : policy.maintenanceAt(dueMs);
  }

  return {
    noteRun: (run) => {
      if (run.startedAtMs !== null) reportsStarts = true;
    },
    noteSuccess: ({ startedAtMs, finishedAtMs }) => {
      durations = [...durations, { beganAtMs: startedAtMs, durationMs: finishedAtMs - startedAtMs }]
        .sort((a, b) => a.beganAtMs - b.beganAtMs)
        .slice(-DURATIONS_MAX);
    },
    retire: (atMs) => {
      retiredAtMs = atMs;
    },
    factsOf: (slot, watermarkMs) => ({
      dueMs: slot.dueMs,
      bounds: boundsOf(slot),
      watermarkMs,
      runs: [...slot.runs.values()],
      usualDurationMs: reportsStarts ? null : usualDuration(durations.map((run) => run.durationMs)),
      skipped: whySkipped(slot.dueMs),
    }),
  };
}
