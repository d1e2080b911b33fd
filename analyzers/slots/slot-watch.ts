import type { Series } from "../../schemas/series.ts";
import type { SlotState } from "../../schemas/series-state.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Run } from "../runs/run.ts";
import { judgeSlot, SLOT_FAULTS, type SlotFacts } from "./judge-slot.ts";
import { createSlotBook, type Slot } from "./slot-book.ts";
import { type SlotScene, slotMatter } from "./slot-scene.ts";
import { tellExtraRuns, tellSlot } from "./tell-slot.ts";
import { DURATIONS_MAX, usualDuration } from "./usual-duration.ts";

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly ledger: Ledger;
};

/** The slots of one series, kept judged. */
export type SlotWatch = ReturnType<typeof createSlotWatch>;

export function createSlotWatch({ series, subject, policy, ledger }: Subject) {
  const bounds = policy.policy.schedule;
  const book = createSlotBook(policy.occurrencesFrom, bounds.early);
  const told = new WeakMap<Slot, string>();
  let durations: readonly { readonly beganAtMs: number; readonly durationMs: number }[] = [];
  let reportsStarts = false;
  let lastFilledMs = Number.NEGATIVE_INFINITY;
  let retiredAtMs = Number.POSITIVE_INFINITY;

  function note(run: Run) {
    if (run.startedAtMs !== null) reportsStarts = true;
    book.assign(run);
  }

  function noteDuration(beganAtMs: number, durationMs: number) {
    durations = [...durations, { beganAtMs, durationMs }]
      .sort((a, b) => a.beganAtMs - b.beganAtMs)
      .slice(-DURATIONS_MAX);
  }

  /**
   * Judges what is not settled; gives the runs that came to fill a slot, or no longer do, and when
   * to look again.
   */
  function judge(nowMs: number, watermarkMs: number) {
    for (const slot of book.extendTo(nowMs)) forget(slot, nowMs);
    const scenes = [...book.unsettled]
      .sort((a, b) => a.dueMs - b.dueMs)
      .map((slot) => ({ slot, facts: factsOf(slot, watermarkMs) }));
    const touched: Run[] = [];
    for (const { slot, facts } of scenes) {
      const before = slot.judgement;
      slot.judgement = judgeSlot(facts);
      if (before?.filledBy !== slot.judgement.filledBy) touched.push(...slot.runs.values());
      if (slot.judgement.filledBy) lastFilledMs = Math.max(lastFilledMs, slot.dueMs);
    }
    const points = scenes.flatMap(({ slot, facts }) => tell(slot, facts, nowMs) ?? []);
    return { touched, nextMs: points.length > 0 ? Math.min(...points) : null };
  }

  function tell(slot: Slot, facts: SlotFacts, nowMs: number): number | null {
    const { judgement } = slot;
    if (!judgement) return null;
    const laterFilled = slot.dueMs < lastFilledMs;
    const saying = [
      judgement.faults,
      laterFilled,
      judgement.filledBy?.runId,
      judgement.extra.length,
    ];
    if (told.get(slot) !== saying.join()) {
      const scene = { series, subject, zone: policy.zone, facts, judgement, laterFilled };
      settle(scene, nowMs);
      told.set(slot, saying.join());
    }
    const isDone = judgement.nextMs === null && (judgement.faults.length === 0 || laterFilled);
    if (isDone) book.unsettled.delete(slot);
    return judgement.nextMs;
  }

  function settle(scene: SlotScene, nowMs: number) {
    for (const judgement of [...tellSlot(scene), ...tellExtraRuns(scene)])
      ledger.settle(judgement, nowMs);
  }

  function forget(slot: Slot, nowMs: number) {
    const facts = factsOf(slot, Number.NEGATIVE_INFINITY);
    const resolution = "older than the slots that are kept";
    for (const kind of SLOT_FAULTS)
      ledger.settle(
        { verdict: "clear", matter: slotMatter({ subject, facts }, kind), resolution },
        nowMs,
      );
  }

  function factsOf(slot: Slot, watermarkMs: number): SlotFacts {
    return {
      dueMs: slot.dueMs,
      bounds,
      watermarkMs,
      runs: [...slot.runs.values()],
      usualDurationMs: reportsStarts ? null : usualDuration(durations.map((run) => run.durationMs)),
      skipped: slot.dueMs >= retiredAtMs ? "retired" : policy.maintenanceAt(slot.dueMs),
    };
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
    noteDuration,
    judge,
    stateAt,
    expectFrom: book.expectFrom,
    nextDueMs: book.nextDueMs,
    retire: (atMs: number) => {
      retiredAtMs = atMs;
    },
    slotMsOf: (run: Run) => book.slotOf(run)?.dueMs ?? null,
    counts: (run: Run) => book.slotOf(run)?.judgement?.filledBy === run,
  };
}
