import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import type { LearnedSchedule } from "../learned-schedule/learn-schedule.ts";
import type { Run } from "../runs/run.ts";
import { cutText } from "../wording/cut-text.ts";
import { lateAtMs, missingAtMs, type SlotFacts, type SlotJudgement } from "./judge-slot.ts";

/** One slot of a series with what was judged of it. */
export type SlotScene = {
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  readonly facts: SlotFacts;
  readonly judgement: SlotJudgement;
  /** How the expectation was learned; null where the policy says it. */
  readonly learned: LearnedSchedule | null;
  /** A later slot of the series is filled: nothing remains to be done about this one. */
  readonly laterFilled: boolean;
};

export function slotMatter(
  { subject, facts }: Pick<SlotScene, "subject" | "facts">,
  kind: Matter["kind"],
): Matter {
  return { kind, subject, about: instantToJson(facts.dueMs) };
}

type Said = Pick<Fault, "severity" | "summary"> & { readonly run: Run | null };

/** A fault of the slot; its evidence is all that decides a slot. */
export function slotFault(scene: SlotScene, kind: Matter["kind"], said: Said): Fault {
  const { facts, series } = scene;
  const matter = slotMatter(scene, kind);
  return {
    ...matter,
    onset: matter.about,
    severity: said.severity,
    series,
    collector: null,
    slotMs: facts.dueMs,
    runId: said.run?.runId ?? null,
    copy: null,
    evidence: {
      due: instantToJson(facts.dueMs),
      lateAt: instantToJson(lateAtMs(facts)),
      missingAt: instantToJson(missingAtMs(facts)),
      watermark: watermarkToJson(facts.watermarkMs),
      usualDurationMs: facts.usualDurationMs,
      ...learnedToJson(scene.learned),
      ...runToJson(said.run),
    },
    summary: said.summary,
  };
}

/** Null where no collector has ever said how far it knows. */
function watermarkToJson(watermarkMs: number): string | null {
  return Number.isFinite(watermarkMs) ? instantToJson(watermarkMs) : null;
}

/** What was usual, and how many runs showed it. */
function learnedToJson(learned: LearnedSchedule | null) {
  if (!learned) return {};
  const { text, zone, runs, bounds } = learned;
  const { early, startWithin, finishWithin, spreadMs } = bounds;
  const within = { earlyMs: early, startWithinMs: startWithin, finishWithinMs: finishWithin };
  return { learned: { schedule: text, zone, runs, spreadMs, ...within } };
}

function runToJson(run: Run | null) {
  if (!run) return {};
  const startedAtMs = run.success?.startedAtMs ?? run.startedAtMs ?? run.failure?.startedAtMs;
  return {
    startedAt: startedAtMs ? instantToJson(startedAtMs) : null,
    ...(run.success && { finishedAt: instantToJson(run.success.finishedAtMs) }),
    ...(run.failure && {
      failedAt: instantToJson(run.failure.finishedAtMs),
      errorCode: run.failure.code,
      errorMessage: cutText(run.failure.message),
    }),
  };
}
