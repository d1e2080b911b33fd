import type { Occurrences } from "../../platform/calendar/calendar.ts";
import type { Memory } from "../detection/memory.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { beginOf, type Run, successOf } from "../runs/run.ts";
import { createNextDue } from "./create-next-due.ts";
import { createSlotLine, type Slot } from "./slot-line.ts";
import { createSlotRuns, type KeptRuns, type SlotRuns } from "./slot-runs.ts";

/** The slots of one series, from the first that anything was heard of in, and their runs. */
export type SlotBook = Pick<SlotRuns, "slotOf" | "counts" | "forgetRun" | "takeMoved"> & {
  /** Puts a run into the slot that its begin fits, if any. */
  readonly assign: (run: Run, nowMs: number) => void;
  /** Slots count from the first due at or after `sinceMs`; where said, from `firstMs` on. */
  readonly expectFrom: (sinceMs: number, firstMs?: number) => void;
  readonly all: () => Iterable<Slot>;
  /** Adds the slots due up to `nowMs`; gives the oldest ones that it forgets. */
  readonly extendTo: (nowMs: number) => readonly Slot[];
  /** The schedule has changed after `afterMs`; gives the slots that there are no more. */
  readonly replan: (afterMs: number, nowMs: number) => readonly Slot[];
  /** Lets go of runs of a judged slot that has more than are kept. */
  readonly thin: (slot: Slot) => void;
  readonly latestDue: (nowMs: number) => Slot | null;
  readonly nextDueMs: (afterMs: number) => number | null;
  /** The first that was heard of; null before. */
  readonly anchorMs: () => number | null;
  /** Slots whose judgement may still change by itself. */
  readonly unsettled: Set<Slot>;
};

/** So many runs of a slot are kept. */
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

type Keeping = {
  /** So long after it was due is a slot kept that is settled. */
  readonly keepMs: number;
  readonly shelf: KeptRuns;
  readonly memory: Memory;
  readonly passOver: PassOverOne;
};

type Pages = {
  readonly unplaced: Map<string, Run>;
  readonly unsettled: Set<Slot>;
  /** The first that was heard of; null before. */
  anchorMs: number | null;
};

const blank = (): Pages => ({
  unplaced: new Map(),
  unsettled: new Set(),
  anchorMs: null,
});

export function createSlotBook(
  { occurrencesFrom, earlyMsAt }: Timetable,
  { keepMs, shelf, memory, passOver }: Keeping,
): SlotBook {
  const pages = memory.of("book", blank);
  const { unplaced, unsettled } = pages;
  let occurrences = pages.anchorMs === null ? null : occurrencesFrom(pages.anchorMs);
  const nextDue = createNextDue(() => occurrences);
  const kept = { keepMs, isOpen: (slot: Slot) => unsettled.has(slot), memory, passOver };
  const line = createSlotLine(nextDue, (slot) => void unsettled.add(slot), kept);
  const runs = createSlotRuns(line, { unsettled, shelf, memory });

  function anchor(anchorMs: number): Occurrences {
    pages.anchorMs ??= anchorMs;
    occurrences ??= occurrencesFrom(anchorMs);
    return occurrences;
  }

  function assign(run: Run, nowMs: number) {
    const beganAtMs = beginOf(run);
    if (beganAtMs === null) return;
    const dueMs = placeOf(beganAtMs, nowMs, { anchor, earlyMsAt, next: nextDue.next });
    // What is heard of a run may show that it began otherwise than was thought.
    if (run.slotMs !== dueMs) runs.leave(run);
    if (dueMs === "ahead") passOver("runs-ahead");
    else if (dueMs === null) passOver("runs-unplaced", keepLatest(unplaced, run));
    else enter(run, dueMs, nowMs);
  }

  function enter(run: Run, dueMs: number, nowMs: number) {
    const slot = line.reach(dueMs);
    if (!slot) passOver("runs-behind");
    if (slot || dueMs > nowMs - keepMs) runs.enter(run, dueMs, slot);
  }

  function expectFrom(sinceMs: number, firstMs = sinceMs) {
    const dueMs = anchor(sinceMs).next(firstMs - 1);
    const knownMs = line.firstMs();
    if (dueMs !== null && (knownMs === null || dueMs < knownMs)) line.reach(dueMs);
  }

  function extendTo(nowMs: number): readonly Slot[] {
    const old = line.extendTo(nowMs);
    for (const slot of old) runs.settle(slot);
    return old;
  }

  /** Runs that no slot is for by now began before there was a schedule. */
  function replan(afterMs: number, nowMs: number): readonly Slot[] {
    nextDue.forget();
    const gone = line.cut(afterMs);
    for (const slot of gone) unsettled.delete(slot);
    anchor(afterMs);
    const ofGone = gone.flatMap((slot) => [...slot.runs.values()]);
    for (const run of ofGone) run.slotMs = null;
    for (const run of [...unplaced.values(), ...ofGone]) assign(run, nowMs);
    unplaced.clear();
    return gone;
  }

  return {
    ...{ assign, expectFrom, extendTo, replan },
    ...{ slotOf: runs.slotOf, counts: runs.counts },
    ...{ forgetRun: runs.forgetRun, takeMoved: runs.takeMoved },
    all: line.all,
    thin: (slot) => passOver("runs-of-slot", dropSpare(slot)),
    latestDue: (nowMs) => line.at(occurrences?.previous(nowMs) ?? -Infinity),
    nextDueMs: nextDue.next,
    anchorMs: () => pages.anchorMs,
    unsettled,
  };
}

type Due = number | "ahead" | null;
type Placing = Pick<Timetable, "earlyMsAt"> & {
  readonly anchor: (anchorMs: number) => Occurrences;
  readonly next: Occurrences["next"];
};

function placeOf(beganAtMs: number, nowMs: number, { anchor, earlyMsAt, next }: Placing): Due {
  if (beganAtMs > nowMs + AHEAD_MAX_MS) return "ahead";
  const dueMs = dueOf(beganAtMs, anchor(beganAtMs), earlyMsAt(beganAtMs));
  return dueMs !== null && isFarAhead(dueMs, nowMs, next) ? "ahead" : dueMs;
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

/** Gives how many. */
function dropSpare(slot: Slot): number {
  const spare = spareOf(slot);
  for (const run of spare) {
    slot.runs.delete(run.runId);
    run.slotMs = null;
  }
  return spare.length;
}

/**
 * The runs of a judged slot that are too many, of those that count least: earlier successes, then
 * failures but the first, which is told, then what was heard last of those that go on.
 */
function spareOf({ runs, judgement }: Slot): readonly Run[] {
  const spare = runs.size - RUNS_OF_SLOT_MAX;
  if (!judgement || spare <= 0) return [];
  const others = [...runs.values()].filter((run) => successOf(run) === null);
  const failed = others
    .filter(({ failure }) => failure !== null)
    .sort((a, b) => (a.failure?.finishedAtMs ?? 0) - (b.failure?.finishedAtMs ?? 0));
  const going = others.filter(({ failure }) => failure === null);
  return [...judgement.extra, ...failed.slice(1), ...going.reverse()].slice(0, spare);
}

/** How many had to go. */
function keepLatest(runs: Map<string, Run>, run: Run): number {
  runs.set(run.runId, run);
  const [oldest] = runs.keys();
  if (runs.size <= UNPLACED_MAX || oldest === undefined) return 0;
  runs.delete(oldest);
  return 1;
}
