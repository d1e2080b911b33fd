import type { Memory } from "../detection/memory.ts";
import { compareRuns, type Run, successOf } from "../runs/run.ts";
import type { Slot, SlotLine } from "./slot-line.ts";

/** Which run is in which slot, and which of them counts there. */
export type SlotRuns = {
  /**
   * Puts a run into the slot due then, or to those who fill it where it is too old to be judged;
   * gives one that fills it no longer by that.
   */
  readonly enter: (run: Run, dueMs: number, slot: Slot | null) => Run | null;
  readonly leave: (run: Run) => void;
  /** Null too where its slot is too old to be judged. */
  readonly slotOf: (run: Run) => Slot | null;
  /** Whether it is the run that counts in its slot, however old that is. */
  readonly counts: (run: Run) => boolean;
  /** The slot is judged no more: what fills it does so as long as it is kept. */
  readonly settle: (slot: Slot) => void;
  /** The run is kept no more. */
  readonly forgetRun: (run: Run) => void;
};

type Options = {
  readonly unsettled: Set<Slot>;
  /** Whether copies of a run may still be judged. */
  readonly keepsRun: (run: Run) => boolean;
  readonly memory: Memory;
};

export function createSlotRuns(line: SlotLine, { unsettled, keepsRun, memory }: Options): SlotRuns {
  /** Of slots too old to be judged, by when they were due. */
  const filledBy = memory.of("filledBy", () => new Map<number, Run>());

  function slotOf(run: Run): Slot | null {
    const slot = run.slotMs === null ? null : line.at(run.slotMs);
    return slot?.runs.has(run.runId) ? slot : null;
  }

  function enter(run: Run, dueMs: number, slot: Slot | null): Run | null {
    run.slotMs = dueMs;
    if (!slot) return fill(run, dueMs);
    slot.runs.set(run.runId, run);
    unsettled.add(slot);
    return null;
  }

  /** As in a slot that is judged the last success counts. */
  function fill(run: Run, dueMs: number): Run | null {
    const known = filledBy.get(dueMs);
    if (successOf(run) === null) {
      forgetRun(run);
      return null;
    }
    if (known === run || (known && compareRuns(run, known) < 0)) return null;
    filledBy.set(dueMs, run);
    return known ?? null;
  }

  function leave(run: Run) {
    forgetRun(run);
    const slot = slotOf(run);
    if (slot?.runs.delete(run.runId)) unsettled.add(slot);
    run.slotMs = null;
  }

  function counts(run: Run): boolean {
    const slot = slotOf(run);
    return slot ? slot.judgement?.filledBy === run : isFilledBy(run);
  }

  const isFilledBy = (run: Run) => run.slotMs !== null && filledBy.get(run.slotMs) === run;

  function settle(slot: Slot) {
    unsettled.delete(slot);
    for (const run of slot.runs.values()) if (keepsRun(run)) fill(run, slot.dueMs);
  }

  function forgetRun(run: Run) {
    if (run.slotMs !== null && isFilledBy(run)) filledBy.delete(run.slotMs);
  }

  return { enter, leave, slotOf, counts, settle, forgetRun };
}
