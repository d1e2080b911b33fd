import { instantToJson } from "../../schemas/instant.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import { arrivalOf } from "./arrival.ts";
import type { Role } from "./copy.ts";
import { type CopyScene, copyDeadlineMs, copyFault, copyMatter } from "./copy-scene.ts";
import { tellLateCopy } from "./tell-late-copy.ts";

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
  const arrival = arrivalOf(scene, role, deadlineMs);
  switch (arrival.came) {
    case "in time":
      return [clear("delivered late by its collector")];
    case "nobody knows when":
      return [clear(arrival.why)];
    case "late": {
      const isKnown = scene.watermarkMs(role) >= deadlineMs;
      const late = isKnown ? [tellLateCopy(scene, arrival, deadlineMs)] : [];
      return [clear("arrived late"), ...late];
    }
    case "not yet":
      return scene.watermarkMs(role) >= deadlineMs ? [tellMissing(scene, role, deadlineMs)] : [];
  }
}

function tellMissing(scene: CopyScene, role: Role, deadlineMs: number): Judgement {
  const { en, fr } = saySeries(scene.series);
  const by = sayInstant(deadlineMs, scene.zone);
  const evidence = {
    role,
    finishedAt: instantToJson(scene.success.finishedAtMs),
    deadline: instantToJson(deadlineMs),
    watermark: instantToJson(scene.watermarkMs(role)),
  };
  const summary = {
    en: `The ${role} copy of the ${en} was not seen by ${by}.`,
    fr: `${sayRoleFr(role)} de la ${fr} n'a pas été vue au ${by}.`,
  };
  const said = { severity: "critical", copy: null, evidence, summary } as const;
  const matter = copyMatter(scene, "copy-missing", role);
  return { verdict: "found", fault: copyFault(scene, matter, "", said) };
}

function sayRoleFr(role: Role): string {
  return role === "primary" ? "La copie principale" : "La copie dupliquée";
}
