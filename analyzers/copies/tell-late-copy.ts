import { instantToJson } from "../../schemas/instant.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { saySeries } from "../wording/say-series.ts";
import type { LateArrival } from "./arrival.ts";
import { type CopyScene, copyFault, copyMatter } from "./copy-scene.ts";

/** A copy that came after its deadline is there now: told once, and over. */
export function tellLateCopy(
  scene: CopyScene,
  { place, observedAtMs }: LateArrival,
  deadlineMs: number,
): Judgement {
  const { en, fr } = saySeries(scene.series);
  const { role } = place;
  const by = sayDuration(observedAtMs - deadlineMs);
  const copyFr = role === "primary" ? "La copie principale" : "La copie dupliquée";
  const said = {
    severity: "warning",
    copy: place,
    evidence: {
      role,
      finishedAt: instantToJson(scene.success.finishedAtMs),
      deadline: instantToJson(deadlineMs),
      observedAt: instantToJson(observedAtMs),
      lateByMs: observedAtMs - deadlineMs,
    },
    summary: {
      en: `The ${role} copy of the ${en} arrived ${by.en} after its deadline.`,
      fr: `${copyFr} de la ${fr} est arrivée ${by.fr} après son échéance.`,
    },
  } as const;
  const fault = copyFault(scene, copyMatter(scene, "copy-late", role), "", said);
  return { verdict: "over", fault, resolution: "the copy is there" };
}
