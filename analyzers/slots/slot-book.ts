import type { Occurrences } from "../../platform/calendar/calendar.ts";
import { beginOf, type Run } from "../runs/run.ts";
import type { SlotJudgement } from "./judge-slot.ts";

/** So many slots of a series are kept: more than a year of daily ones. */
const SLOTS_MAX = 400;

export type Slot = {
  readonly dueMs: number;
  readonly runs: Map<string, Run>;
  judgement: SlotJudgement | null;
};

/**
 * The slots of one series, without gaps from the first that anything was heard of or expected in.
 */
export type SlotBook = {
  /** Puts a run into the slot that its begin fits; null where it fits none. */
  readonly assign: (run: Run) => Slot | null;
  readonly slotOf: (run: Run) => Slot | null;
  /** Slots count from the first due at or after `sinceMs`. */
  readonly expectFrom: (sinceMs: number) => void;
  /** Adds the slots due up to `nowMs`, and forgets the oldest beyond the bound. */
  readonly extendTo: (nowMs: number) => readonly Slot[];
  /** The latest slot due at `nowMs`. */
  readonly latestDue: (nowMs: number) => Slot | null;
  readonly nextDueMs: (afterMs: number) => number | null;
  /** Slots whose judgement may still change by itself. */
  readonly unsettled: Set<Slot>;
};

/**
 * `occurrencesFrom` gives the schedule once its anchor is known: an interval without one counts
 * from the first slot.
 */
export function createSlotBook(
  occurrencesFrom: (anchorMs: number) => Occurrences,
  earlyMs: number,
): SlotBook {
  const slots = new Map<number, Slot>();
  const slotsByRun = new Map<string, Slot>();
  const unsettled = new Set<Slot>();
  let occurrences: Occurrences | null = null;
  let firstMs: number | null = null;
  let lastMs: number | null = null;

  function open(dueMs: number): Slot {
    const known = slots.get(dueMs);
    if (known) return known;
    const slot: Slot = { dueMs, runs: new Map(), judgement: null };
    slots.set(dueMs, slot);
    unsettled.add(slot);
    return slot;
  }

  /** Opens every slot between the known ones and `dueMs`, so that none is passed over. */
  function reach(dueMs: number): Slot {
    if (firstMs === null || lastMs === null) firstMs = lastMs = dueMs;
    for (let due: number | null = dueMs; due !== null && due < firstMs; due = next(due)) open(due);
    for (let due: number | null = lastMs; due !== null && due <= dueMs; due = next(due)) open(due);
    firstMs = Math.min(firstMs, dueMs);
    lastMs = Math.max(lastMs, dueMs);
    return open(dueMs);
  }

  function next(dueMs: number): number | null {
    return occurrences?.next(dueMs) ?? null;
  }

  function assign(run: Run): Slot | null {
    const beganAtMs = beginOf(run);
    if (beganAtMs === null) return null;
    occurrences ??= occurrencesFrom(beganAtMs);
    const dueMs = occurrences.previous(beganAtMs + earlyMs);
    const before = slotsByRun.get(run.runId);
    if (before && before.dueMs !== dueMs) {
      before.runs.delete(run.runId);
      unsettled.add(before);
    }
    if (dueMs === null) return null;
    const slot = reach(dueMs);
    slot.runs.set(run.runId, run);
    slotsByRun.set(run.runId, slot);
    unsettled.add(slot);
    return slot;
  }

  function expectFrom(sinceMs: number) {
    occurrences ??= occurrencesFrom(sinceMs);
    const dueMs = occurrences.next(sinceMs - 1);
    if (dueMs !== null && (firstMs === null || dueMs < firstMs)) reach(dueMs);
  }

  function extendTo(nowMs: number): readonly Slot[] {
    for (
      let due = lastMs === null ? null : next(lastMs);
      due !== null && due <= nowMs;
      due = next(due)
    )
      reach(due);
    return forgetOldest();
  }

  function forgetOldest(): readonly Slot[] {
    const forgotten: Slot[] = [];
    while (slots.size > SLOTS_MAX && firstMs !== null) {
      const slot = open(firstMs);
      slots.delete(slot.dueMs);
      unsettled.delete(slot);
      for (const runId of slot.runs.keys()) slotsByRun.delete(runId);
      forgotten.push(slot);
      firstMs = next(firstMs);
    }
    return forgotten;
  }

  function latestDue(nowMs: number): Slot | null {
    const dueMs = occurrences?.previous(nowMs) ?? null;
    return dueMs === null ? null : (slots.get(dueMs) ?? null);
  }

  return {
    assign,
    slotOf: (run) => slotsByRun.get(run.runId) ?? null,
    expectFrom,
    extendTo,
    latestDue,
    nextDueMs: (afterMs) => next(afterMs),
    unsettled,
  };
}
