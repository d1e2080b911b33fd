import type { Judgement } from "../findings/judgement.ts";
import { sayBytes } from "../wording/say-bytes.ts";
import { saySeries } from "../wording/say-series.ts";
import { MISMATCHES, type Mismatch } from "./compare-copies.ts";
import { comparePair, type Pair } from "./compare-pair.ts";
import { type CopyScene, copyFault, copyMatter } from "./copy-scene.ts";
import { pairEvidence } from "./pair-evidence.ts";

/**
 * Judges whether primary and duplicate of one run are the same bytes, by how each was first seen:
 * a change since is `copy-changed`.
 */
export function detectMismatch(scene: CopyScene): readonly Judgement[] {
  const pair = comparePair(scene);
  if (!pair) return clearBut(scene, null, "one of the two copies is gone");
  switch (pair.comparison) {
    case "same":
      return clearBut(scene, null, "the copies are the same");
    case "copy-unverified":
      return clearBut(scene, null, "the copies cannot be compared");
    default:
      return [
        ...clearBut(scene, pair.comparison, "the copies differ otherwise"),
        tell(scene, pair.comparison, pair),
      ];
  }
}

function clearBut(scene: CopyScene, kept: Mismatch | null, resolution: string): Judgement[] {
  return MISMATCHES.filter((kind) => kind !== kept).map((kind) => ({
    verdict: "clear",
    matter: copyMatter(scene, kind, "pair"),
    resolution,
  }));
}

function tell(scene: CopyScene, kind: Mismatch, pair: Pair): Judgement {
  const said = {
    severity: "critical",
    copy: pair.copy,
    evidence: pairEvidence(pair),
    summary: summarize(scene, kind, pair),
  } as const;
  return { verdict: "found", fault: copyFault(scene, copyMatter(scene, kind, "pair"), "", said) };
}

function summarize(scene: CopyScene, kind: Mismatch, pair: Pair) {
  const { en, fr } = saySeries(scene.series);
  const sizes = saySizes(pair);
  switch (kind) {
    case "copy-size-mismatch":
      return {
        en: `The duplicate of the ${en} has ${sizes.duplicate.en}, its primary ${sizes.primary.en}.`,
        fr: `La copie dupliquée de la ${fr} fait ${sizes.duplicate.fr}, sa copie principale ${sizes.primary.fr}.`,
      };
    case "copy-checksum-mismatch":
      return {
        en: `The two copies of the ${en} have one size but different checksums.`,
        fr: `Les deux copies de la ${fr} ont la même taille mais des empreintes différentes.`,
      };
  }
}

/** To the byte where three digits show no difference. */
function saySizes({ primary, duplicate }: Pair) {
  const said = { primary: sayBytes(primary.sizeBytes), duplicate: sayBytes(duplicate.sizeBytes) };
  if (said.primary.en !== said.duplicate.en) return said;
  const exact = ({ sizeBytes }: { readonly sizeBytes: bigint | number }) => ({
    en: `${sizeBytes} bytes`,
    fr: `${sizeBytes} octets`,
  });
  return { primary: exact(primary), duplicate: exact(duplicate) };
}
