import type { Judgement } from "../findings/judgement.ts";
import { saySeries } from "../wording/say-series.ts";
import { areComparable, presentObservations } from "./copy.ts";
import { type CopyScene, copyFault, copyMatter, presentCopy } from "./copy-scene.ts";

/** Judges whether the primary copy, as first seen, has the checksum that its job claims. */
export function detectClaimMismatch(scene: CopyScene): readonly Judgement[] {
  const matter = copyMatter(scene, "copy-checksum-mismatch", "claim");
  const clear = (resolution: string): Judgement[] => [{ verdict: "clear", matter, resolution }];
  const copy = presentCopy(scene, "primary");
  const seen = copy && presentObservations(copy)[0]?.checksum;
  if (!copy) return clear("the copy was removed");
  const claimed = scene.success.checksum;
  if (!seen || !claimed || !areComparable(claimed, seen)) return [];
  if (claimed.value === seen.value) return clear("the copy has the checksum that its job claims");
  const { en, fr } = saySeries(scene.series);
  const said = {
    severity: "critical",
    copy: copy.place,
    evidence: { algorithm: seen.algorithm, claimed: claimed.value, observed: seen.value },
    summary: {
      en: `The primary copy of the ${en} has another checksum than its job claims.`,
      fr: `La copie principale de la ${fr} n'a pas l'empreinte annoncée par sa tâche.`,
    },
  } as const;
  return [{ verdict: "found", fault: copyFault(scene, matter, "", said) }];
}
