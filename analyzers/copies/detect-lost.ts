import { COPY_ROLES } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Role } from "./copy.ts";
import {
  type CopyScene,
  copyFault,
  copyMatter,
  keepToJson,
  keepUntilMs,
  lastGone,
  presentCopy,
} from "./copy-scene.ts";

/**
 * Judges whether a copy was removed before its retention ended, with no other in its role left.
 * Whoever moves a copy may be heard of its removal first: it is lost once the watermark has passed
 * it. Where the policy has no retention nothing was promised.
 */
export function detectLostCopies(scene: CopyScene): readonly Judgement[] {
  if (!scene.policy.retention) return [];
  return COPY_ROLES.flatMap((role) => judgeRole(scene, role) ?? []);
}

/** When the copy of a role went, if too early and not as announced. */
export function lostAtMs(scene: CopyScene, role: Role): number | null {
  const removedAtMs = scene.counts ? lastGone(scene, role)?.removedAtMs : undefined;
  if (removedAtMs === undefined || removedAtMs >= scene.retiredAtMs) return null;
  const untilMs = keepUntilMs(scene);
  if (untilMs === null || removedAtMs >= untilMs) return null;
  const isAnnounced = scene
    .announcedAt(removedAtMs)
    .some(({ kind }) => kind === "purge" || kind === "policy");
  return isAnnounced ? null : removedAtMs;
}

function judgeRole(scene: CopyScene, role: Role): Judgement | null {
  const matter = copyMatter(scene, "copy-lost", role);
  const clear = (resolution: string): Judgement => ({ verdict: "clear", matter, resolution });
  if (!scene.counts) return clear("another run fills its slot");
  if (presentCopy(scene, role)) return clear("a copy in its role is there again");
  const last = lastGone(scene, role);
  if (!last) return null;
  const removedAtMs = lostAtMs(scene, role);
  const untilMs = keepUntilMs(scene);
  if (removedAtMs === null || untilMs === null) return clear("it was to go by then");
  const watermarkMs = scene.goneWatermarkMs(last.place);
  if (watermarkMs < removedAtMs) return null;
  const { en, fr } = saySeries(scene.series);
  const removed = sayInstant(removedAtMs, scene.zone);
  const until = sayInstant(untilMs, scene.zone);
  const { vault, uri } = last.place;
  const said = {
    severity: "critical",
    copy: last.place,
    evidence: {
      removedAt: instantToJson(removedAtMs),
      ...keepToJson(scene),
      keepUntil: instantToJson(untilMs),
      finishedAt: instantToJson(scene.success.finishedAtMs),
      watermark: instantToJson(watermarkMs),
    },
    summary: {
      en: `A copy of the ${en} vanished from ${vault} at ${removed}, to be kept until ${until}.`,
      fr: `Copie de la ${fr} disparue de ${vault} le ${removed} ; rétention jusqu'au ${until}.`,
    },
  } as const;
  const since = `${uri}\n${instantToJson(removedAtMs)}`;
  return { verdict: "found", fault: copyFault(scene, matter, since, said) };
}
