import { instantToJson } from "../../schemas/instant.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Role } from "./copy.ts";
import { type CopyScene, copiesIn, copyDeadlineMs, copyFault, copyMatter } from "./copy-scene.ts";

/**
 * Judges whether each required copy was there by its deadline, and tells of one that came after
 * it.
 */
export function detectMissingCopies(scene: CopyScene): readonly Judgement[] {
  const deadlineMs = copyDeadlineMs(scene);
  if (deadlineMs === null) return [];
  const required = scene.policy.copies?.required ?? [];
  return required.flatMap((role) => judgeRole(scene, role, deadlineMs));
}

function judgeRole(scene: CopyScene, role: Role, deadlineMs: number): readonly Judgement[] {
  const matter = copyMatter(scene, "copy-missing", role);
  const clear = (resolution: string): Judgement => ({ verdict: "clear", matter, resolution });
  if (!scene.counts) return [clear("another run fills its slot")];
  const seenMs = firstSeenMs(scene, role);
  if (seenMs !== null && seenMs <= deadlineMs) return [clear("delivered late by its collector")];
  if (seenMs !== null) return [clear("arrived late"), tellLate(scene, role, deadlineMs, seenMs)];
  const watermarkMs = scene.watermarkMs(role);
  if (watermarkMs < deadlineMs) return [];
  const { en, fr } = saySeries(scene.series);
  const by = sayInstant(deadlineMs, scene.zone);
  const evidence = {
    role,
    finishedAt: instantToJson(scene.success.finishedAtMs),
    deadline: instantToJson(deadlineMs),
    watermark: instantToJson(watermarkMs),
  };
  const summary = {
    en: `The ${role} copy of the ${en} was not seen by ${by}.`,
    fr: `${roleFr(role)} de la ${fr} n'a pas été vue au ${by}.`,
  };
  const said = { severity: "critical", copy: null, evidence, summary } as const;
  return [{ verdict: "found", fault: copyFault(scene, matter, "", said) }];
}

function tellLate(scene: CopyScene, role: Role, deadlineMs: number, seenMs: number): Judgement {
  const { en, fr } = saySeries(scene.series);
  const by = sayDuration(seenMs - deadlineMs);
  const copy = copiesIn(scene, role).find(
    ({ observations }) => observations[0]?.observedAtMs === seenMs,
  );
  const said = {
    severity: "warning",
    copy: copy?.place ?? null,
    evidence: {
      role,
      deadline: instantToJson(deadlineMs),
      observedAt: instantToJson(seenMs),
      lateByMs: seenMs - deadlineMs,
    },
    summary: {
      en: `The ${role} copy of the ${en} arrived ${by.en} after its deadline.`,
      fr: `${roleFr(role)} de la ${fr} est arrivée ${by.fr} après son échéance.`,
    },
  } as const;
  const matter = copyMatter(scene, "copy-late", role);
  const fault = copyFault(scene, matter, "", said);
  return { verdict: "over", fault, resolution: "the copy is there" };
}

/** A copy of which only the removal was heard was there before. */
function firstSeenMs(scene: CopyScene, role: Role): number | null {
  const seen = copiesIn(scene, role).flatMap(
    ({ observations, removedAtMs }) => observations[0]?.observedAtMs ?? removedAtMs ?? [],
  );
  return seen.length === 0 ? null : Math.min(...seen);
}

function roleFr(role: Role): string {
  return role === "primary" ? "La copie principale" : "La copie dupliquée";
}
