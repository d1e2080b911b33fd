import type { Series } from "../../schemas/series.ts";
import type { SlotState } from "../../schemas/series-state.ts";
import type { SeriesDecisions } from "../decisions/series-decisions.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import { keepDue } from "../detection/known-due.ts";
import type { Memory } from "../detection/memory.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { beginOf, type Run } from "../runs/run.ts";
import { shelfKeepMs } from "../runs/run-shelf.ts";
import { createDriftWatch } from "../schedule-drift/drift-watch.ts";
import { createExpectation, type Expectation } from "./expectation.ts";
import { judgeSlot, stuckAtMs } from "./judge-slot.ts";
import { createSlotBook, type SlotBook } from "./slot-book.ts";
import { createSlotHabits, type SlotHabits } from "./slot-habits.ts";
import type { Slot } from "./slot-line.ts";
import type { KeptRuns } from "./slot-runs.ts";
import { createSlotTeller } from "./slot-teller.ts";

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly ledger: Ledger;
  readonly decisions: () => SeriesDecisions;
  readonly memory: Memory;
  readonly passOver: PassOverOne;
  readonly shelf: KeptRuns;
};

/** The slots of one series, kept judged. */
export type SlotWatch = ReturnType<typeof createSlotWatch>;

export function createSlotWatch(about: Subject) {
  const { policy, memory, passOver } = about;
  const expectation = createExpectation(policy, memory, passOver);
  const book = createSlotBook(expectation, { ...about, keepMs: shelfKeepMs(policy.policy) });
  const { expectFrom, nextDueMs, counts, forgetRun } = book;
  const habits = createSlotHabits({ ...about, boundsOf: expectation.boundsOf });
  const { noteSuccess, retire, retiredAtMs } = habits;
  const [teller, drifts] = [createSlotTeller(about), createDriftWatch(about)];
  const last = memory.of("filled", () => ({ dueMs: Number.NEGATIVE_INFINITY }));

  function note(run: Run, nowMs: number) {
    habits.noteRun(run);
    expectation.note(run);
    book.assign(run, nowMs);
  }

  /**
   * Judges what is not settled; gives the runs that came to fill a slot, or no longer do, and the
   * next watermark at which something may change.
   */
  function judge(nowMs: number, watermarkMs: number) {
    extendTo(nowMs, watermarkMs);
    const judged = judgeUnsettled(book, habits, watermarkMs);
    for (const { slot, judgement } of judged) {
      slot.judgement = judgement;
      if (!judgement.filledBy) continue;
      last.dueMs = Math.max(last.dueMs, slot.dueMs);
      drifts.noteFilled(slot);
    }
    for (const { slot, facts, judgement } of judged) {
      const laterFilled = slot.dueMs < last.dueMs;
      teller.tell(slot, { facts, judgement, laterFilled, ...expectation.at(slot.dueMs) }, nowMs);
      const isOver = judgement.faults.length === 0 || laterFilled;
      if (judgement.nextMs === null && isOver) book.unsettled.delete(slot);
      book.thin(slot);
    }
    const driftMs = drifts.judge(nowMs, watermarkMs, nextDueMs);
    const { touched, nextMs } = outcomeOf(judged, [expectation.nextMs(), driftMs]);
    return { touched: [...book.takeMoved(), ...touched], nextMs };
  }

  function extendTo(nowMs: number, watermarkMs: number) {
    const replannedMs = expectation.learnTo(watermarkMs);
    if (replannedMs !== null)
      forget(book.replan(replannedMs, nowMs), "another time was learned", nowMs);
    forget(book.extendTo(nowMs), "older than the slots that are kept", nowMs);
  }

  function forget(slots: readonly Slot[], resolution: string, nowMs: number) {
    for (const slot of slots) teller.forget(habits.factsOf(slot, 0), resolution, nowMs);
  }

  return {
    ...{ note, judge, noteSuccess, retire, retiredAtMs },
    reopenSkipped: () => reopenSkipped(book),
    stateAt: (nowMs: number) => stateOf(book.latestDue(nowMs), nowMs),
    ...{ expectFrom, nextDueMs, counts, forgetRun },
    /** What was over when it is said to exist is not missing: nobody expected it. */
    expectSince: (sinceMs: number, nowMs: number) =>
      expectFrom(sinceMs, Math.max(sinceMs, nowMs - finishWithinOf(expectation, nowMs))),
    knownDue: () => keepDue(book.anchorMs(), expectation.plan()),
    stuckAtMsOf: (run: Run) => stuckAt(run, book.slotOf(run), expectation.boundsOf),
    finishByMs: (dueMs: number) => dueMs + finishWithinOf(expectation, dueMs),
    learning: expectation.learning,
  };
}

/** Lets slots of which nothing was expected be judged again. */
function reopenSkipped({ all, unsettled }: SlotBook): void {
  for (const slot of all()) if (slot.judgement?.state === "skipped") unsettled.add(slot);
}

function finishWithinOf({ boundsOf }: Expectation, dueMs: number): number {
  return boundsOf({ dueMs, runs: new Map() }).finishWithin;
}

/** The instant past which a run is told as `stuck`; one that fits no slot, by its duration. */
function stuckAt(run: Run, slot: Slot | null, boundsOf: Expectation["boundsOf"]): number {
  if (slot) return stuckAtMs(run, { dueMs: slot.dueMs, bounds: boundsOf(slot) });
  const beganAtMs = beginOf(run) ?? Number.POSITIVE_INFINITY;
  const { maxDuration } = boundsOf({ dueMs: beganAtMs, runs: new Map() });
  return beganAtMs + maxDuration;
}

function judgeUnsettled(book: SlotBook, habits: SlotHabits, watermarkMs: number) {
  return [...book.unsettled]
    .sort((a, b) => a.dueMs - b.dueMs)
    .map((slot) => {
      const facts = habits.factsOf(slot, watermarkMs);
      return { slot, facts, before: slot.judgement, judgement: judgeSlot(facts) };
    });
}

function outcomeOf(
  judged: ReturnType<typeof judgeUnsettled>,
  othersMs: readonly (number | null)[],
) {
  const moved = judged.filter(({ before, judgement }) => before?.filledBy !== judgement.filledBy);
  const points = [...judged.map(({ judgement }) => judgement.nextMs), ...othersMs];
  const ahead = points.filter((point) => point !== null);
  return {
    touched: moved.flatMap(({ slot }) => [...slot.runs.values()]),
    nextMs: ahead.length > 0 ? Math.min(...ahead) : null,
  };
}

type Seen = { readonly state: SlotState; readonly dueMs: number | null };

/** The latest due slot as people see it: what the watermark does not reach is unknown. */
function stateOf(slot: Slot | null, nowMs: number): Seen {
  if (!slot?.judgement) return { state: "waiting", dueMs: slot?.dueMs ?? null };
  const { state, nextMs } = slot.judgement;
  const isOpen = state === "waiting" || state === "late" || state === "running";
  const isUnknown = isOpen && nextMs !== null && nextMs <= nowMs;
  return { state: isUnknown ? "unknown" : state, dueMs: slot.dueMs };
}
