import { COPY_ROLES } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Role } from "./copy.ts";
import { type CopyScene, copiesIn, copyFault, copyMatter, presentCopy } from "./copy-scene.ts";

/** Judges whether a copy was removed before its retention ended, with no other in its role left. */
export function detectLostCopies(scene: CopyScene): readonly Judgement[] {
  const keepMs = scene.policy.retention?.keep;
  if (keepMs === undefined) return [];
  const keepUntilMs = scene.success.finishedAtMs + keepMs;
  return COPY_ROLES.flatMap((role) => judgeRole(scene, role, keepUntilMs) ?? []);
}

function judgeRole(scene: CopyScene, role: Role, keepUntilMs: number): Judgement | null {
  const matter = copyMatter(scene, "copy-lost", role);
  if (!scene.counts) return { verdict: "clear", matter, resolution: "another run fills its slot" };
  if (presentCopy(scene, role))
    return { verdict: "clear", matter, resolution: "a copy in its role is there again" };
  const copies = copiesIn(scene, role);
  const last = copies.reduce<(typeof copies)[number] | null>(
    (latest, copy) => ((copy.removedAtMs ?? 0) > (latest?.removedAtMs ?? 0) ? copy : latest),
    null,
  );
  const removedAtMs = last?.removedAtMs ?? null;
  if (!last || removedAtMs === null || removedAtMs >= keepUntilMs) return null;
  const { en, fr } = saySeries(scene.series);
  const removed = sayInstant(removedAtMs, scene.zone);
  const until = sayInstant(keepUntilMs, scene.zone);
  const { vault, uri } = last.place;
  const said = {
    severity: "critical",
    copy: last.place,
    evidence: {
      removedAt: instantToJson(removedAtMs),
      keepUntil: instantToJson(keepUntilMs),
      finishedAt: instantToJson(scene.success.finishedAtMs),
    },
    summary: {
      en: `A copy of the ${en} vanished from ${vault} at ${removed}, to be kept until ${until}.`,
      fr: `Copie de la ${fr} disparue de ${vault} le ${removed} ; rétention jusqu'au ${until}.`,
    },
  } as const;
  const since = `${uri}\n${instantToJson(removedAtMs)}`;
  return { verdict: "found", fault: copyFault(scene, matter, since, said) };
}
