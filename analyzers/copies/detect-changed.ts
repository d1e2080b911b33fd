import { instantToJson } from "../../schemas/instant.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import {
  areComparable,
  type Copy,
  haveSameBytes,
  type Observation,
  presentObservations,
} from "./copy.ts";
import { type CopyScene, copyFault, copyMatter } from "./copy-scene.ts";

/** Judges whether an object has other bytes than when it was first seen. */
export function detectChangedCopies(scene: CopyScene): readonly Judgement[] {
  return [...scene.run.copies.values()].map((copy) => judgeCopy(scene, copy));
}

function judgeCopy(scene: CopyScene, copy: Copy): Judgement {
  const matter = copyMatter(scene, "copy-changed", copy.place.uri);
  const present = presentObservations(copy);
  const first = present[0];
  if (!first) return { verdict: "clear", matter, resolution: "the copy was removed" };
  const changed = findChange(first, present);
  if (!changed) return { verdict: "clear", matter, resolution: "its first bytes are there again" };
  const { en, fr } = saySeries(scene.series);
  const seen = sayInstant(changed.observedAtMs, scene.zone);
  const { role, vault } = copy.place;
  const said = {
    severity: "critical",
    copy: copy.place,
    evidence: { first: toEvidence(first), changed: toEvidence(changed) },
    summary: {
      en: `The ${role} copy of the ${en} in ${vault} has other bytes than at first, since ${seen}.`,
      fr: `La copie de la ${fr} dans ${vault} n'a plus ses octets d'origine depuis le ${seen}.`,
    },
  } as const;
  const since = instantToJson(changed.observedAtMs);
  return { verdict: "found", fault: copyFault(scene, matter, since, said) };
}

/**
 * The observation that began the change which still lasts. Only bytes shown to be the first ones
 * end it.
 */
function findChange(first: Observation, seen: readonly Observation[]): Observation | null {
  let change: Observation | null = null;
  for (const later of seen) {
    if (!haveSameBytes(first, later)) change ??= later;
    else if (areComparable(first.checksum, later.checksum) || !first.checksum) change = null;
  }
  return change;
}

function toEvidence({ observedAtMs, sizeBytes, checksum }: Observation) {
  return {
    observedAt: instantToJson(observedAtMs),
    sizeBytes: bytesToJson(sizeBytes),
    checksum: checksum ? `${checksum.algorithm}:${checksum.value}` : null,
  };
}
