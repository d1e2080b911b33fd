import { instantToJson } from "../../schemas/instant.ts";
import type { Fault, Judgement } from "../findings/judgement.ts";
import { beginOf, isRunning, type Run } from "../runs/run.ts";
import { cutText } from "../wording/cut-text.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import { missingAtMs, SLOT_FAULTS, type SlotFault, stuckAtMs } from "./judge-slot.ts";
import { type SlotScene, slotFault, slotMatter } from "./slot-scene.ts";
import { whySlotCleared } from "./why-slot-cleared.ts";

/**
 * What a slot's judgement means for its findings: each of its faults found, every other cleared
 * with its reason.
 */
export function tellSlot(scene: SlotScene): readonly Judgement[] {
  return SLOT_FAULTS.map((kind) => {
    if (!scene.judgement.faults.includes(kind)) return clear(scene, kind);
    const fault = describe(scene, kind);
    if (!scene.laterFilled || kind === "late") return { verdict: "found", fault };
    return { verdict: "over", fault, resolution: "the next backup succeeded" };
  });
}

function clear(scene: SlotScene, kind: SlotFault): Judgement {
  const resolution = whySlotCleared(scene, kind);
  return { verdict: "clear", matter: slotMatter(scene, kind), resolution };
}

function describe(scene: SlotScene, kind: SlotFault): Fault {
  switch (kind) {
    case "late":
      return describeLate(scene);
    case "missing":
      return describeMissing(scene);
    case "stuck":
      return describeStuck(scene);
    case "failed":
      return describeFailed(scene);
  }
}

function describeLate(scene: SlotScene): Fault {
  const { en, fr } = saySeries(scene.series);
  const due = sayInstant(scene.facts.dueMs, scene.zone);
  const summary = {
    en: `The ${en} due ${due} is late: nothing was heard of it.`,
    fr: `La ${fr} prévue le ${due} est en retard : aucune nouvelle.`,
  };
  return slotFault(scene, "late", { severity: "warning", summary, run: null });
}

function describeMissing(scene: SlotScene): Fault {
  const { en, fr } = saySeries(scene.series);
  const due = sayInstant(scene.facts.dueMs, scene.zone);
  const end = sayInstant(missingAtMs(scene.facts), scene.zone);
  const summary = {
    en: `The ${en} due ${due} is missing: no success by ${end}.`,
    fr: `La ${fr} prévue le ${due} est manquante : aucun succès au ${end}.`,
  };
  return slotFault(scene, "missing", { severity: "critical", summary, run: null });
}

function describeStuck(scene: SlotScene): Fault {
  const { facts, series, zone } = scene;
  const { en, fr } = saySeries(series);
  const run = earliest(facts.runs.filter(isRunning), (running) => stuckAtMs(running, facts));
  const due = sayInstant(facts.dueMs, zone);
  const stuckMs = run ? stuckAtMs(run, facts) : facts.dueMs;
  const limit = sayInstant(stuckMs, zone);
  const summary = {
    en: `The ${en} due ${due} is stuck: started and not ended by ${limit}.`,
    fr: `La ${fr} prévue le ${due} est bloquée : démarrée et non terminée au ${limit}.`,
  };
  const fault = slotFault(scene, "stuck", { severity: "warning", summary, run });
  const decided = { stuckAt: instantToJson(stuckMs), maxDurationMs: facts.bounds.maxDuration };
  return { ...fault, evidence: { ...fault.evidence, ...decided } };
}

function describeFailed(scene: SlotScene): Fault {
  const { en, fr } = saySeries(scene.series);
  const failed = scene.facts.runs.filter((run) => run.failure !== null);
  const run = earliest(failed, ({ failure }) => failure?.finishedAtMs ?? 0);
  const due = sayInstant(scene.facts.dueMs, scene.zone);
  const message = cutText(run?.failure?.message ?? "");
  const summary = {
    en: `The ${en} due ${due} failed: ${message}`,
    fr: `La ${fr} prévue le ${due} a échoué : ${message}`,
  };
  return slotFault(scene, "failed", { severity: "warning", summary, run });
}

/** Each success beside the one that counts: nothing remains to be done. */
export function tellExtraRuns(scene: SlotScene): readonly Judgement[] {
  const { en, fr } = saySeries(scene.series);
  const { filledBy, extra } = scene.judgement;
  return extra
    .filter((run) => isExtra(scene, run))
    .map((run) => {
      const apart = sayDuration(
        (filledBy?.success?.startedAtMs ?? 0) - (run.success?.startedAtMs ?? 0),
      );
      const summary = {
        en: `The ${en} ran again in the same slot, ${apart.en} later; the last run counts.`,
        fr: `La ${fr} a été relancée dans le même créneau ${apart.fr} après ; la dernière compte.`,
      };
      const fault = slotFault(scene, "extra-run", { severity: "info", summary, run });
      const evidence = { ...fault.evidence, counted: filledBy && countedToJson(filledBy) };
      const own = { ...fault, about: run.runId, onset: run.runId, evidence };
      return { verdict: "over", fault: own, resolution: "nothing remains to be done" };
    });
}

function countedToJson(run: Run) {
  const beganAtMs = beginOf(run);
  return { runId: run.runId, startedAt: beganAtMs === null ? null : instantToJson(beganAtMs) };
}

/** What came half a cadence apart may be a slot that was not learned. */
function isExtra({ learned, judgement }: SlotScene, run: Run): boolean {
  if (!learned || !judgement.filledBy) return true;
  const apartMs = (beginOf(judgement.filledBy) ?? 0) - (beginOf(run) ?? 0);
  return apartMs < learned.gapMs / 2;
}

function earliest(runs: readonly Run[], instantOf: (run: Run) => number): Run | null {
  const sorted = [...runs].sort((a, b) => instantOf(a) - instantOf(b));
  return sorted[0] ?? null;
}
