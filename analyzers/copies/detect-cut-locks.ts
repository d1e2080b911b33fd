import { instantToJson } from "../../schemas/instant.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Copy } from "./copy.ts";
import { type CopyScene, copyFault, copyMatter, keepToJson, keepUntilMs } from "./copy-scene.ts";
import { lockCutOf } from "./lock-cut.ts";

/**
 * Judges whether the lock of a copy was cut to less than its retention, where the policy asks for
 * locks: somebody is preparing to remove it.
 */
export function detectCutLocks(scene: CopyScene): readonly Judgement[] {
  const untilMs = keepUntilMs(scene);
  if (untilMs === null || !scene.policy.retention?.locked) return [];
  return [...scene.run.copies.values()].map((copy) => judgeCopy(scene, copy, untilMs));
}

function judgeCopy(scene: CopyScene, copy: Copy, untilMs: number): Judgement {
  const matter = copyMatter(scene, "lock-short", copy.place.uri);
  const cut = lockCutOf(copy);
  const lockedUntilMs = cut?.seen.lockedUntilMs ?? null;
  if (!cut || (lockedUntilMs !== null && lockedUntilMs >= untilMs))
    return { verdict: "clear", matter, resolution: "it is locked again, or gone" };
  const { en, fr } = saySeries(scene.series);
  const { role, vault } = copy.place;
  const before = sayInstant(cut.heldUntilMs, scene.zone);
  const said = {
    severity: "critical",
    copy: copy.place,
    evidence: {
      lockedUntil: lockedUntilMs === null ? null : instantToJson(lockedUntilMs),
      lockedUntilBefore: instantToJson(cut.heldUntilMs),
      observedAt: instantToJson(cut.seen.observedAtMs),
      ...keepToJson(scene),
      keepUntil: instantToJson(untilMs),
    },
    summary: {
      en: `The lock of the ${role} copy of the ${en} in ${vault} was cut: it ran until ${before}.`,
      fr: `Verrou réduit sur une copie de la ${fr} dans ${vault} : il courait jusqu'au ${before}.`,
    },
  } as const;
  const since = instantToJson(cut.seen.observedAtMs);
  return { verdict: "found", fault: copyFault(scene, matter, since, said) };
}
