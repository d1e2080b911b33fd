import type { Series } from "../../schemas/series.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { LearnedSchedule } from "../learned-schedule/learn-schedule.ts";
import { SLOT_FAULTS, type SlotFacts, type SlotJudgement } from "./judge-slot.ts";
import type { Slot } from "./slot-line.ts";
import { slotMatter } from "./slot-scene.ts";
import { tellExtraRuns, tellSlot } from "./tell-slot.ts";

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly ledger: Ledger;
};

export type Told = {
  readonly facts: SlotFacts;
  readonly judgement: SlotJudgement;
  readonly laterFilled: boolean;
  readonly zone: string;
  readonly learned: LearnedSchedule | null;
};

/** Tells the ledger of a series' slots, each only when there is something new to say of it. */
export function createSlotTeller({ series, subject, ledger }: Subject) {
  function tell(slot: Slot, told: Told, nowMs: number) {
    const { faults, filledBy, extra } = told.judgement;
    const saying = [faults, told.laterFilled, filledBy?.runId, extra.length].join();
    if (slot.said === saying) return;
    slot.said = saying;
    const scene = { series, subject, ...told };
    for (const judgement of [...tellSlot(scene), ...tellExtraRuns(scene)])
      ledger.settle(judgement, nowMs);
  }

  function forget(facts: SlotFacts, resolution: string, nowMs: number) {
    for (const kind of SLOT_FAULTS) {
      const matter = slotMatter({ subject, facts }, kind);
      ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
    }
  }

  return { tell, forget };
}
