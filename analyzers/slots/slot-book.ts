import type { Occurrences } from "../../platform/calendar/calendar.ts";
import type { Memory } from "../detection/memory.ts";
import { beginOf, type Run } from "../runs/run.ts";
import { createNextDue } from "./create-next-due.ts";
import { createSlotLine, type Slot } from "./slot-line.ts";

/** The slots of one series, from the first that anything was heard of in, and their runs. */
export type SlotBook = {
  /** Puts a run into the slot that its begin fits, if any. */
  readonly assign: (run: Run, nowMs: number) => void;
  readonly slotOf: (run: Run) => Slot | null;
  /** Slots count from the first due at or after `sinceMs`. */
  readonly expectFrom: (sinceMs: number) => void;
  readonly all: () => Iterable<Slot>;
  /** Adds the slots due up to `nowMs`; gives the oldest ones that it forgets. */
  readonly extendTo: (nowMs: number) => readonly Slot[];
  /** The schedule has changed after `afterMs`; gives the slots that there are no more. */
  readonly replan: (afterMs: number, nowMs: number) => readonly Slot[];
  /** Lets go of the first runs of a slot that has more than can matter. */
  readonly thin: (slot: Slot) => void;
  readonly latestDue: (nowMs: number) => Slot | null;
  readonly nextDueMs: (afterMs: number) => number | null;
  /** The first that was heard of; null before. */
  readonly anchorMs: () => number | null;
  /** Slots whose judgement may still change by itself. */
  readonly unsettled: Set<Slot>;
};

/** So many runs of a slot are kept beside the one that counts. */
const RUNS_OF_SLOT_MAX = 20;
/** Of clocks that are further ahead of ours no slot can be known. */
const AHEAD_MAX_MS = 2 * 86_400_000;
/** Nor where so many are due before them: they would take the place of those that are at hand. */
const AHEAD_SLOTS_MAX = 100;
/** So many runs wait for a schedule that is still to be learned. */
const UNPLACED_MAX = 2_000;

type Timetable = {
  /** The schedule once its anchor is known: the first that is heard of. */
  readonly occurrencesFrom: (anchorMs: number) => Occurrences;
  /** How early a run that began at an instant may be. */
  readonly earlyMsAt: (beganAtMs: number) => number;
};

type Pages = {
  readonly slotsByRun: Map<string, Slot>;
  readonly unplaced: Map<string, Run>;
  readonly unsettled: Set<Slot>;
  /** The first that was heard of; null before. */
  anchorMs: number | null;
};

const blank = (): Pages => ({
  slotsByRun: new Map(),
  unplaced: new Map(),
  unsettled: new Set(),
  anchorMs: null,
});

/** `keepMs`: so long after it was due is a slot kept that is settled. */
export function createSlotBook(
  { occurrencesFrom, earlyMsAt }: Timetable,
  keepMs: number,
  memory: Memory,
): SlotBook {
  const pages = memory.of("book", blank);
  const { slotsByRun, unplaced, unsettled } = pages;
  let occurrences = pages.anchorMs === null ? null : occurrencesFrom(pages.anchorMs);
  const nextDue = createNextDue(() => occurrences);
  const kept = { keepMs, isOpen: (slot: Slot) => unsettled.has(slot), memory };
  const line = createSlotLine(nextDue, (slot) => void unsettled.add(slot), kept);

  function anchor(anchorMs: number): Occurrences {
    pages.anchorMs ??= anchorMs;
    occurrences ??= occurrencesFrom(anchorMs);
    return occurrences;
  }

  function assign(run: Run, nowMs: number) {
    const beganAtMs = beginOf(run);
    if (beganAtMs === null) return;
    if (beganAtMs > nowMs + AHEAD_MAX_MS) return leave(run, null);
    const dueMs = dueOf(beganAtMs, anchor(beganAtMs), earlyMsAt(beganAtMs));
    if (dueMs !== null && isFarAhead(dueMs, nowMs, nextDue.next)) return leave(run, null);
    leave(run, dueMs);
    if (dueMs === null) return keepLatest(unplaced, run);
    const slot = line.reach(dueMs);
    if (!slot) return;
    slot.runs.set(run.runId, run);
    slotsByRun.set(run.runId, slot);
    unsettled.add(slot);
  }

  /** What is heard of a run may show that it began otherwise than was thought. */
  function leave(run: Run, dueMs: number | null) {
    const before = slotsByRun.get(run.runId);
    if (!before || before.dueMs === dueMs) return;
    before.runs.delete(run.runId);
    slotsByRun.delete(run.runId);
    unsettled.add(before);
  }

  function expectFrom(sinceMs: number) {
    const dueMs = anchor(sinceMs).next(sinceMs - 1);
    const firstMs = line.firstMs();
    if (dueMs !== null && (firstMs === null || dueMs < firstMs)) line.reach(dueMs);
  }

  const forget = (slots: readonly Slot[]) => forgetSlots(pages, slots);

  /** Runs that no slot is for by now began before there was a schedule. */
  function replan(afterMs: number, nowMs: number): readonly Slot[] {
    nextDue.forget();
    const gone = forget(line.cut(afterMs));
    anchor(afterMs);
    const ofGone = gone.flatMap((slot) => [...slot.runs.values()]);
    for (const run of [...unplaced.values(), ...ofGone]) assign(run, nowMs);
    unplaced.clear();
    return gone;
  }

  return {
    ...{ assign, expectFrom },
    slotOf: (run) => slotsByRun.get(run.runId) ?? null,
    all: line.all,
    ...{ extendTo: (nowMs) => forget(line.extendTo(nowMs)), replan },
    thin: (slot) => dropSuperseded(slot, slotsByRun),
    latestDue: (nowMs) => line.at(occurrences?.previous(nowMs) ?? -Infinity),
    nextDueMs: nextDue.next,
    anchorMs: () => pages.anchorMs,
    unsettled,
  };
}

/** As early as it may be; of slots so dense that it may be early or on time, the nearer one. */
function dueOf(beganAtMs: number, { previous, next }: Occurrences, earlyMs: number): number | null {
  const latestMs = previous(beganAtMs + earlyMs);
  if (latestMs === null || latestMs <= beganAtMs) return latestMs;
  const [beforeMs, nextMs] = [previous(beganAtMs), next(beganAtMs)];
  if (beforeMs === null || nextMs === null) return nextMs;
  return beganAtMs - beforeMs < nextMs - beganAtMs ? beforeMs : nextMs;
}

function isFarAhead(dueMs: number, nowMs: number, next: Occurrences["next"]): boolean {
  let between = 0;
  for (let due = next(nowMs); due !== null && due < dueMs; due = next(due)) {
    between += 1;
    if (between >= AHEAD_SLOTS_MAX) return true;
  }
  return false;
}

function forgetSlots({ unsettled, slotsByRun }: Pages, slots: readonly Slot[]): readonly Slot[] {
  for (const slot of slots) {
    unsettled.delete(slot);
    for (const runId of slot.runs.keys()) slotsByRun.delete(runId);
  }
  return slots;
}

/** Drops the earliest of more successes than are kept. */
function dropSuperseded({ runs, judgement }: Slot, slotsByRun: Map<string, Slot>): void {
  if (!judgement || runs.size <= RUNS_OF_SLOT_MAX) return;
  for (const { runId } of judgement.extra.slice(0, runs.size - RUNS_OF_SLOT_MAX)) {
    runs.delete(runId);
    slotsByRun.delete(runId);
  }
}

function keepLatest(runs: Map<string, Run>, run: Run): void {
  runs.set(run.runId, run);
  const [oldest] = runs.keys();
  if (runs.size > UNPLACED_MAX && oldest !== undefined) runs.delete(oldest);
}
