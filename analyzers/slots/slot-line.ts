import type { Occurrences } from "../../platform/calendar/calendar.ts";
import { createMemory, type Memory } from "../detection/memory.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import type { Run } from "../runs/run.ts";
import type { SlotJudgement } from "./judge-slot.ts";

/** So many slots of a series are judged, however young and however open they are. */
const SLOTS_MAX = 400;
/** A row of slots counts as one: they may be millions. */
const NEVER_OPENED = 1;
/** The slot that people see, and the one before it, are kept however old they are. */
const SLOTS_MIN = 2;

export type Slot = {
  readonly dueMs: number;
  readonly runs: Map<string, Run>;
  judgement: SlotJudgement | null;
  /** What the ledger was last told of it. */
  said: string | null;
};

/** Slots in a row, without gaps from the first to the last. */
export type SlotLine = {
  /** The slot due then, which the line grows to take in; null: it is older than those kept. */
  readonly reach: (dueMs: number) => Slot | null;
  /** Grows to the last slot due at `nowMs`; gives those that it forgets at its other end. */
  readonly extendTo: (nowMs: number) => readonly Slot[];
  /** Takes away the slots due after `afterMs`, from which on it grows anew. */
  readonly cut: (afterMs: number) => readonly Slot[];
  readonly at: (dueMs: number) => Slot | null;
  readonly firstMs: () => number | null;
  readonly all: () => Iterable<Slot>;
};

type Kept = {
  /** For so long after it was due is a slot kept; longer only as long as `isOpen`. */
  readonly keepMs: number;
  readonly isOpen: (slot: Slot) => boolean;
  readonly passOver: PassOverOne;
  readonly memory?: Memory;
};

type IsOver = (slot: Slot) => boolean;

const KEPT: Kept = {
  keepMs: Number.POSITIVE_INFINITY,
  isOpen: () => true,
  passOver: () => {},
};
type Opened = (slot: Slot) => void;

type Line = {
  readonly slots: Map<number, Slot>;
  firstMs: number | null;
  lastMs: number | null;
  forgottenMs: number;
};

const noSlots = (): Line => ({
  slots: new Map(),
  firstMs: null,
  lastMs: null,
  forgottenMs: Number.NEGATIVE_INFINITY,
});

/** Of a schedule that may change; `opened` is told of each new slot. */
export function createSlotLine(schedule: Occurrences, opened: Opened, kept = KEPT): SlotLine {
  const line = (kept.memory ?? createMemory()).of("line", noSlots);
  const { slots } = line;

  function open(dueMs: number): Slot {
    const known = slots.get(dueMs);
    if (known) return known;
    const slot: Slot = { dueMs, runs: new Map(), judgement: null, said: null };
    slots.set(dueMs, slot);
    opened(slot);
    line.firstMs = Math.min(line.firstMs ?? dueMs, dueMs);
    line.lastMs = Math.max(line.lastMs ?? dueMs, dueMs);
    return slot;
  }

  function reach(dueMs: number): Slot | null {
    if (dueMs <= line.forgottenMs) return null;
    if (line.firstMs === null || dueMs >= line.firstMs) {
      for (let due = following(); due !== null && due < dueMs; due = following()) open(due);
      return open(dueMs);
    }
    const between = [...backFrom(schedule, line.firstMs, dueMs).take(SLOTS_MAX - slots.size)];
    // Of what lies further back than is kept, nothing between is asked for either.
    if (slots.size + between.length >= SLOTS_MAX) return null;
    for (const due of between) open(due);
    return open(dueMs);
  }

  function extendTo(nowMs: number): readonly Slot[] {
    const isFar = countDue(schedule, following(), nowMs) > SLOTS_MAX;
    const passedOver = isFar ? takeAfter(slots, -Infinity) : [];
    if (isFar) {
      kept.passOver("slots", NEVER_OPENED + passedOver.filter(kept.isOpen).length);
      line.firstMs = line.lastMs = null;
      open(firstOfLast(schedule, nowMs));
    }
    for (let due = following(); due !== null && due <= nowMs; due = following()) open(due);
    return [...passedOver, ...forgetOldest(nowMs)];
  }

  /** By what is kept: a schedule that has changed need not say of old slots that they are due. */
  function forgetOldest(nowMs: number): readonly Slot[] {
    const youngMs = nowMs - kept.keepMs;
    if (slots.size <= SLOTS_MAX && (line.firstMs ?? youngMs) >= youngMs) return [];
    const isOver = (slot: Slot) => slot.dueMs < youngMs && !kept.isOpen(slot);
    const inOrder = inOrderOf(slots);
    const forgotten = inOrder.slice(0, countOver(inOrder, isOver));
    kept.passOver("slots", forgotten.filter(kept.isOpen).length);
    for (const { dueMs } of forgotten) slots.delete(dueMs);
    line.forgottenMs = forgotten.at(-1)?.dueMs ?? line.forgottenMs;
    line.firstMs = inOrder[forgotten.length]?.dueMs ?? null;
    return forgotten;
  }

  function cut(afterMs: number): readonly Slot[] {
    const gone = takeAfter(slots, afterMs);
    if (slots.size === 0) line.firstMs = null;
    line.lastMs = slots.size === 0 ? afterMs : Math.max(...slots.keys());
    return gone;
  }

  const following = () => (line.lastMs === null ? null : schedule.next(line.lastMs));

  return {
    ...{ reach, extendTo, cut },
    at: (dueMs) => slots.get(dueMs) ?? null,
    firstMs: () => line.firstMs,
    all: () => slots.values(),
  };
}

/** How many of the oldest are over, or too many. */
function countOver(inOrder: readonly Slot[], isOver: IsOver): number {
  const kept = inOrder.findIndex((slot) => !isOver(slot));
  const over = kept === -1 ? inOrder.length : kept;
  const spare = Math.max(0, inOrder.length - SLOTS_MIN);
  return Math.max(inOrder.length - SLOTS_MAX, Math.min(over, spare));
}

/** What is due between two instants, the latest first. */
function* backFrom(schedule: Occurrences, fromMs: number, untilMs: number): Generator<number> {
  let due = schedule.previous(fromMs - 1);
  for (; due !== null && due > untilMs; due = schedule.previous(due - 1)) yield due;
}

function takeAfter(slots: Map<number, Slot>, afterMs: number): readonly Slot[] {
  const taken = inOrderOf(slots).filter(({ dueMs }) => dueMs > afterMs);
  for (const { dueMs } of taken) slots.delete(dueMs);
  return taken;
}

function inOrderOf(slots: ReadonlyMap<number, Slot>): readonly Slot[] {
  return [...slots.values()].sort((a, b) => a.dueMs - b.dueMs);
}

/** How many slots are due from one of them on up to an instant, as far as that matters. */
function countDue(schedule: Occurrences, fromMs: number | null, nowMs: number): number {
  let count = 0;
  for (let due = fromMs; due !== null && due <= nowMs && count <= SLOTS_MAX; count++)
    due = schedule.next(due);
  return count;
}

/** The first of the last slots due at an instant, as many as are kept. */
function firstOfLast(schedule: Occurrences, nowMs: number): number {
  let first = schedule.previous(nowMs) ?? nowMs;
  for (let kept = 1; kept < SLOTS_MAX; kept++) first = schedule.previous(first - 1) ?? first;
  return first;
}
