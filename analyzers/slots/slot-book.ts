import type { Occurrences } from "../../platform/calendar/calendar.ts";
import { beginOf, type Run } from "../runs/run.ts";
import { createSlotLine, type Slot } from "./slot-line.ts";

/** The slots of one series, from the first that anything was heard of in, and their runs. */
export type SlotBook = {
  /** Puts a run into the slot that its begin fits, if any. */
  readonly assign: (run: Run) => void;
  readonly slotOf: (run: Run) => Slot | null;
  /** Slots count from the first due at or after `sinceMs`. */
  readonly expectFrom: (sinceMs: number) => void;
  readonly all: () => Iterable<Slot>;
  /** Adds the slots due up to `nowMs`; gives the oldest ones that it forgets. */
  readonly extendTo: (nowMs: number) => readonly Slot[];
  readonly latestDue: (nowMs: number) => Slot | null;
  readonly nextDueMs: (afterMs: number) => number | null;
  /** Slots whose judgement may still change by itself. */
  readonly unsettled: Set<Slot>;
};

/** `occurrencesFrom` gives the schedule once its anchor is known: the first that is heard of. */
export function createSlotBook(
  occurrencesFrom: (anchorMs: number) => Occurrences,
  earlyMs: number,
): SlotBook {
  const slotsByRun = new Map<string, Slot>();
  const unsettled = new Set<Slot>();
  const line = createSlotLine(nextDueMs, (slot) => void unsettled.add(slot));
  let occurrences: Occurrences | null = null;
  /** The last answer of the calendar, which is asked of the same stretch again and again. */
  let known = { fromMs: Number.POSITIVE_INFINITY, dueMs: Number.NEGATIVE_INFINITY };

  function nextDueMs(afterMs: number): number | null {
    if (known.fromMs <= afterMs && afterMs < known.dueMs) return known.dueMs;
    const dueMs = occurrences?.next(afterMs) ?? null;
    if (dueMs !== null) known = { fromMs: afterMs, dueMs };
    return dueMs;
  }

  function assign(run: Run) {
    const beganAtMs = beginOf(run);
    if (beganAtMs === null) return;
    occurrences ??= occurrencesFrom(beganAtMs);
    const dueMs = occurrences.previous(beganAtMs + earlyMs);
    leave(run, dueMs);
    if (dueMs === null) return;
    const slot = line.reach(dueMs);
    slot.runs.set(run.runId, run);
    slotsByRun.set(run.runId, slot);
    unsettled.add(slot);
  }

  /** What is heard of a run may show that it began otherwise than was thought. */
  function leave(run: Run, dueMs: number | null) {
    const before = slotsByRun.get(run.runId);
    if (!before || before.dueMs === dueMs) return;
    before.runs.delete(run.runId);
    unsettled.add(before);
  }

  function expectFrom(sinceMs: number) {
    occurrences ??= occurrencesFrom(sinceMs);
    const dueMs = occurrences.next(sinceMs - 1);
    const firstMs = line.firstMs();
    if (dueMs !== null && (firstMs === null || dueMs < firstMs)) line.reach(dueMs);
  }

  function extendTo(nowMs: number): readonly Slot[] {
    const forgotten = line.extendTo(nowMs);
    for (const slot of forgotten) {
      unsettled.delete(slot);
      for (const runId of slot.runs.keys()) slotsByRun.delete(runId);
    }
    return forgotten;
  }

  function latestDue(nowMs: number): Slot | null {
    const dueMs = occurrences?.previous(nowMs) ?? null;
    return dueMs === null ? null : line.at(dueMs);
  }

  const slotOf = (run: Run) => slotsByRun.get(run.runId) ?? null;
  return { assign, slotOf, expectFrom, all: line.all, extendTo, latestDue, nextDueMs, unsettled };
}
