import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Fault } from "../findings/judgement.ts";
import { beginOf } from "../runs/run.ts";
import type { Slot } from "../slots/slot-line.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import { AGREE_WITHIN_MS, createDriftLine, type Drift, SLOTS_MIN, SPAN_MIN_MS } from "./drift.ts";

type Subject = {
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly ledger: Ledger;
  readonly memory: Memory;
};

/** Whether a series keeps to the schedule that its policy says; one that is learned follows it. */
export type DriftWatch = {
  readonly noteFilled: (slot: Slot) => void;
  /**
   * What came before the watermark is known, so that no slot between is still to be filled. Gives
   * the watermark at which something may be told; null where there is none.
   */
  readonly judge: (nowMs: number, watermarkMs: number, nextDueMs: NextDue) => number | null;
};

type NextDue = (afterMs: number) => number | null;

export function createDriftWatch(subject: Subject): DriftWatch {
  const { policy, ledger } = subject;
  const { schedule } = policy.policy;
  const line = createDriftLine(schedule.startWithin / 2, subject.memory);
  const matter = { kind: "schedule-drift", subject: subject.subject, about: "" } as const;

  function noteFilled({ dueMs, runs }: Slot) {
    for (const run of runs.values()) {
      const beganAtMs = run.success ? beginOf(run) : null;
      if (beganAtMs !== null) line.note({ dueMs, asideMs: beganAtMs - dueMs });
    }
  }

  function judge(nowMs: number, watermarkMs: number, nextDueMs: NextDue) {
    const latestMs = line.latestMs();
    if ("learned" in schedule || latestMs === null) return null;
    const judged = line.judge();
    if (!judged || (!judged.drift && !isTold())) return null;
    if (watermarkMs < latestMs) return latestMs;
    if (judged.drift) {
      const periodMs = (nextDueMs(latestMs) ?? latestMs) - latestMs;
      ledger.settle({ verdict: "found", fault: tell(subject, judged.drift, periodMs) }, nowMs);
    } else {
      const resolution = "it begins when it is due again";
      ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
    }
    return null;
  }

  const isTold = () => ledger.openOf(matter.subject).some(({ kind }) => kind === matter.kind);

  return { noteFilled, judge };
}

function tell({ series, subject, policy }: Subject, drift: Drift, periodMs: number): Fault {
  const { zone } = policy;
  const { schedule } = policy.policy;
  const { en, fr } = saySeries(series);
  const { sinceMs, slots, strayMs } = drift;
  // What begins shortly before it is due fills the slot before.
  const isEarly = drift.asideMs > periodMs / 2;
  const asideMs = isEarly ? drift.asideMs - periodMs : drift.asideMs;
  const aside = sayDuration(asideMs);
  const since = sayInstant(sinceMs, zone);
  const where = asideMs < 0 ? { en: "before", fr: "avant" } : { en: "after", fr: "après" };
  return {
    kind: "schedule-drift",
    subject,
    about: "",
    onset: instantToJson(sinceMs),
    severity: "info",
    series,
    collector: null,
    slotMs: null,
    runId: null,
    copy: null,
    evidence: {
      schedule: "cron" in schedule ? schedule.cron : "interval",
      zone,
      since: instantToJson(sinceMs),
      ...{ slots, slotsMin: SLOTS_MIN, spanMs: drift.spanMs, spanMinMs: SPAN_MIN_MS },
      usualAsideMs: asideMs,
      strayMs,
      strayMaxMs: AGREE_WITHIN_MS,
      toleranceMs: schedule.startWithin / 2,
    },
    summary: {
      en: `The ${en} begins ${aside.en} ${where.en} its schedule, since the slot due ${since}.`,
      fr: `La ${fr} commence ${aside.fr} ${where.fr} son horaire, depuis le créneau du ${since}.`,
    },
  };
}
