import type { Run } from "../runs/run.ts";
import type { SlotJudgement } from "./judge-slot.ts";

/** So many slots of a series are kept, however young and however open they are. */
const SLOTS_MAX = 400;
/** The slot that people see, and the one before it, are kept however old they are. */
const SLOTS_MIN = 2;

export type Slot = {
  readonly dueMs: number;
  readonly runs: Map<string, Run>;
  judgement: SlotJudgement | null;
};

/** Slots in a row, without gaps from the first to the last. */
export type SlotLine = {
  /** The slot due then, which the line grows to take in; null where it was forgotten. */
  readonly reach: (dueMs: number) => Slot | null;
  /** Grows to the last slot due at `nowMs`; gives those that it forgets at its other end. */
  readonly extendTo: (nowMs: number) => readonly Slot[];
  /** Takes away the slots due after `afterMs`, from which on it grows anew. */
  readonly cut: (afterMs: number) => readonly Slot[];
  readonly at: (dueMs: number) => Slot | null;
  readonly firstMs: () => number | null;
  readonly all: () => Iterable<Slot>;
};

type Options = {
  /** The schedule. */
  readonly nextDueMs: (afterMs: number) => number | null;
  /** Told of each new slot. */
  readonly opened: (slot: Slot) => void;
  /** For so long after it was due is a slot kept; longer only as long as `isOpen`. */
  readonly keepMs: number;
  readonly isOpen: (slot: Slot) => boolean;
};

export function createSlotLine({ nextDueMs, opened, keepMs, isOpen }: Options): SlotLine {
  const slots = new Map<number, Slot>();
  let firstMs: number | null = null;
  let lastMs: number | null = null;
  let forgottenMs = Number.NEGATIVE_INFINITY;

  function open(dueMs: number): Slot {
    const known = slots.get(dueMs);
    if (known) return known;
    const slot: Slot = { dueMs, runs: new Map(), judgement: null };
    slots.set(dueMs, slot);
    opened(slot);
    return slot;
  }

  function openFrom(fromMs: number | null, untilMs: number) {
    for (let due = fromMs; due !== null && due <= untilMs; due = nextDueMs(due)) open(due);
  }

  function reach(dueMs: number): Slot | null {
    if (dueMs <= forgottenMs) return null;
    if (firstMs !== null && dueMs < firstMs) openFrom(dueMs, firstMs);
    if (lastMs !== null && dueMs > lastMs) openFrom(following(lastMs), dueMs);
    firstMs = Math.min(firstMs ?? dueMs, dueMs);
    lastMs = Math.max(lastMs ?? dueMs, dueMs);
    return open(dueMs);
  }

  function extendTo(nowMs: number): readonly Slot[] {
    for (let due = following(lastMs); due !== null && due <= nowMs; due = following(lastMs))
      reach(due);
    const forgotten: Slot[] = [];
    for (; firstMs !== null && isOver(firstMs, nowMs); firstMs = following(firstMs)) {
      forgotten.push(open(firstMs));
      slots.delete(firstMs);
      forgottenMs = firstMs;
    }
    return forgotten;
  }

  function isOver(dueMs: number, nowMs: number): boolean {
    if (slots.size > SLOTS_MAX) return true;
    const slot = slots.get(dueMs);
    return slots.size > SLOTS_MIN && dueMs < nowMs - keepMs && !(slot && isOpen(slot));
  }

  function cut(afterMs: number): readonly Slot[] {
    const gone = [...slots.values()].filter(({ dueMs }) => dueMs > afterMs);
    for (const { dueMs } of gone) slots.delete(dueMs);
    if (slots.size === 0) firstMs = null;
    lastMs = slots.size === 0 ? afterMs : Math.max(...slots.keys());
    return gone;
  }

  function following(dueMs: number | null): number | null {
    return dueMs === null ? null : nextDueMs(dueMs);
  }

  return {
    reach,
    extendTo,
    cut,
    at: (dueMs) => slots.get(dueMs) ?? null,
    firstMs: () => firstMs,
    all: () => slots.values(),
  };
}
