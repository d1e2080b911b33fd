import type { Memory } from "../detection/memory.ts";
import { compareRuns, type Run, successOf } from "../runs/run.ts";
import type { RunShelf } from "../runs/run-shelf.ts";
import type { Slot, SlotLine } from "./slot-line.ts";

/** Which run is in which slot, and which of them counts there. */
export type SlotRuns = {
  /** Puts a run into the slot due then, or among what may fill it where it is judged no more. */
  readonly enter: (run: Run, dueMs: number, slot: Slot | null) => void;
  readonly leave: (run: Run) => void;
  /** Null too where its slot is too old to be judged. */
  readonly slotOf: (run: Run) => Slot | null;
  /** Whether it is the run that counts in its slot, however old that is. */
  readonly counts: (run: Run) => boolean;
  /** The slot is judged no more: what fills it does so as long as it is kept. */
  readonly settle: (slot: Slot) => void;
  /** The run is kept no more. */
  readonly forgetRun: (run: Run) => void;
  /** Those that came to count in a slot too old to be judged, or no longer do, since last asked. */
  readonly takeMoved: () => readonly Run[];
};

/** The runs whose copies may still be judged. */
export type KeptRuns = Pick<RunShelf, "get" | "runs">;

type Options = {
  readonly unsettled: Set<Slot>;
  readonly shelf: KeptRuns;
  readonly memory: Memory;
};

export function createSlotRuns(line: SlotLine, { unsettled, shelf, memory }: Options): SlotRuns {
  /** Of slots too old to be judged, by when they were due. */
  const filledBy = memory.of("filledBy", () => new Map<number, Run>());
  const moved = new Set<Run>();
  const keepsRun = (run: Run) => shelf.get(run.runId) === run;

  function slotOf(run: Run): Slot | null {
    const slot = run.slotMs === null ? null : line.at(run.slotMs);
    return slot?.runs.has(run.runId) ? slot : null;
  }

  function enter(run: Run, dueMs: number, slot: Slot | null) {
    run.slotMs = dueMs;
    if (!slot) return fill(run, dueMs);
    slot.runs.set(run.runId, run);
    unsettled.add(slot);
  }

  /** What is heard of the run that fills a slot may leave it to another. */
  function fill(run: Run, dueMs: number) {
    const known = filledBy.get(dueMs) ?? null;
    const rivals = known === run ? runsDueAt(dueMs) : [run, ...(known ? [known] : [])];
    setFilledBy(dueMs, lastSuccess(rivals), known);
  }

  const runsDueAt = (dueMs: number) => [...shelf.runs()].filter(({ slotMs }) => slotMs === dueMs);

  function setFilledBy(dueMs: number, run: Run | null, before: Run | null) {
    if (run) filledBy.set(dueMs, run);
    else filledBy.delete(dueMs);
    if (run === before) return;
    if (run) moved.add(run);
    if (before) moved.add(before);
  }

  function leave(run: Run) {
    const [slot, dueMs] = [slotOf(run), run.slotMs];
    const filled = isFilledBy(run);
    run.slotMs = null;
    if (slot?.runs.delete(run.runId)) unsettled.add(slot);
    if (filled && dueMs !== null) setFilledBy(dueMs, lastSuccess(runsDueAt(dueMs)), run);
  }

  function counts(run: Run): boolean {
    const slot = slotOf(run);
    return slot ? slot.judgement?.filledBy === run : isFilledBy(run);
  }

  const isFilledBy = (run: Run) => run.slotMs !== null && filledBy.get(run.slotMs) === run;

  function settle(slot: Slot) {
    unsettled.delete(slot);
    const known = filledBy.get(slot.dueMs);
    const rivals = [...slot.runs.values(), ...(known ? [known] : [])];
    const last = lastSuccess(rivals.filter(keepsRun));
    setFilledBy(slot.dueMs, last, slot.judgement?.filledBy ?? null);
  }

  function forgetRun(run: Run) {
    if (run.slotMs !== null && isFilledBy(run)) filledBy.delete(run.slotMs);
  }

  function takeMoved(): readonly Run[] {
    const taken = [...moved].filter(keepsRun);
    moved.clear();
    return taken;
  }

  return { enter, leave, slotOf, counts, settle, forgetRun, takeMoved };
}

/** As in a slot that is judged the last success counts. */
function lastSuccess(runs: readonly Run[]): Run | null {
  const succeeded = runs.filter((run) => successOf(run) !== null);
  return succeeded.sort(compareRuns).at(-1) ?? null;
}
