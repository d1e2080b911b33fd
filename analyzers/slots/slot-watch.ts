import type { Series } from "../../schemas/series.ts";
import type { SlotState } from "../../schemas/series-state.ts";
import type { SeriesDecisions } from "../decisions/series-decisions.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Run } from "../runs/run.ts";
import { judgeSlot } from "./judge-slot.ts";
import { createSlotBook } from "./slot-book.ts";
import { createSlotHabits } from "./slot-habits.ts";
import { createSlotTeller } from "./slot-teller.ts";

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly ledger: Ledger;
  readonly decisions: () => SeriesDecisions;
};

/** The slots of one series, kept judged. */
export type SlotWatch = ReturnType<typeof createSlotWatch>;

export function createSlotWatch({ series, subject, policy, ledger, decisions }: Subject) {
  const book = createSlotBook(policy.occurrencesFrom, policy.policy.schedule.early);
  const habits = createSlotHabits(policy, decisions);
  const teller = createSlotTeller({ series, subject, zone: policy.zone, ledger });
  let lastFilledMs = Number.NEGATIVE_INFINITY;

  function note(run: Run) {
    habits.noteRun(run);
    book.assign(run);
  }

  /**
   * Judges what is not settled; gives the runs that came to fill a slot, or no longer do, and the
   * next watermark at which something may change.
   */
  function judge(nowMs: number, watermarkMs: number) {
    for (const slot of book.extendTo(nowMs)) teller.forget(habits.factsOf(slot, 0), nowMs);
    const judged = [...book.unsettled]
      .sort((a, b) => a.dueMs - b.dueMs)
      .map((slot) => {
        const facts = habits.factsOf(slot, watermarkMs);
        return { slot, facts, before: slot.judgement, judgement: judgeSlot(facts) };
      });
    for (const { slot, judgement } of judged) {
      slot.judgement = judgement;
      if (judgement.filledBy) lastFilledMs = Math.max(lastFilledMs, slot.dueMs);
    }
    for (const { slot, facts, judgement } of judged) {
      const laterFilled = slot.dueMs < lastFilledMs;
      teller.tell(slot, { facts, judgement, laterFilled }, nowMs);
      const isOver = judgement.faults.length === 0 || laterFilled;
      if (judgement.nextMs === null && isOver) book.unsettled.delete(slot);
    }
    const moved = judged.filter(({ before, judgement }) => before?.filledBy !== judgement.filledBy);
    const points = judged.flatMap(({ judgement }) => judgement.nextMs ?? []);
    return {
      touched: moved.flatMap(({ slot }) => [...slot.runs.values()]),
      nextMs: points.length > 0 ? Math.min(...points) : null,
    };
  }

  /** Lets slots of which nothing was expected be judged again. */
  function reopenSkipped() {
    for (const slot of book.all())
      if (slot.judgement?.state === "skipped") book.unsettled.add(slot);
  }

  /** The latest due slot as people see it: what the watermark does not reach is unknown. */
  function stateAt(nowMs: number): { readonly state: SlotState; readonly dueMs: number | null } {
    const slot = book.latestDue(nowMs);
    if (!slot?.judgement) return { state: "waiting", dueMs: slot?.dueMs ?? null };
    const { state, nextMs } = slot.judgement;
    const isOpen = state === "waiting" || state === "late" || state === "running";
    const isUnknown = isOpen && nextMs !== null && nextMs <= nowMs;
    return { state: isUnknown ? "unknown" : state, dueMs: slot.dueMs };
  }

  return {
    note,
    noteDuration: habits.noteDuration,
    retire: habits.retire,
    judge,
    stateAt,
    expectFrom: book.expectFrom,
    reopenSkipped,
    nextDueMs: book.nextDueMs,
    slotMsOf: (run: Run) => book.slotOf(run)?.dueMs ?? null,
    counts: (run: Run) => book.slotOf(run)?.judgement?.filledBy === run,
    retiredAtMs: habits.retiredAtMs,
  };
}
