import type { Finding, Severity } from "../../schemas/finding.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { Judgement } from "../findings/judgement.ts";
import { sayBytes } from "../wording/say-bytes.ts";
import { saySeries } from "../wording/say-series.ts";
import { COMPARISONS, type Comparison, compareCopies } from "./compare-copies.ts";
import { type Copy, type Observation, presentObservations } from "./copy.ts";
import {
  type CopyScene,
  copyDeadlineMs,
  copyFault,
  copyMatter,
  presentCopy,
} from "./copy-scene.ts";

type Pair = {
  readonly primary: Observation;
  readonly duplicate: Observation;
  readonly copy: Finding["copy"];
};

const SEVERITIES: Readonly<Record<(typeof COMPARISONS)[number], Severity>> = {
  "copy-size-mismatch": "critical",
  "copy-checksum-mismatch": "critical",
  "copy-unverified": "info",
};

/**
 * Judges whether primary and duplicate of one run are the same bytes, by how each was first seen:
 * a change since is `copy-changed`.
 */
export function detectMismatch(scene: CopyScene): readonly Judgement[] {
  const primary = presentCopy(scene, "primary");
  const duplicate = presentCopy(scene, "duplicate");
  if (!primary || !duplicate) return clearBut(scene, null, "one of the two copies is gone");
  const seen = comparePair(primary, duplicate);
  if (!seen) return [];
  if (seen.comparison === "same") return clearBut(scene, null, "the copies are the same");
  if (seen.comparison === "copy-unverified" && !isDue(scene)) return [];
  const others = clearBut(scene, seen.comparison, "the copies differ otherwise");
  return [...others, tell(scene, seen.comparison, seen.pair)];
}

/** Copies repaired in place since they were first seen are the same now. */
function comparePair(primary: Copy, duplicate: Copy) {
  const [ofPrimary, ofDuplicate] = [presentObservations(primary), presentObservations(duplicate)];
  const [a, b] = [ofPrimary[0], ofDuplicate[0]];
  const [lastA, lastB] = [ofPrimary.at(-1), ofDuplicate.at(-1)];
  if (!a || !b || !lastA || !lastB) return null;
  const repaired = compareCopies(lastA, lastB) === "same";
  const comparison: Comparison = repaired ? "same" : compareCopies(a, b);
  return { comparison, pair: { primary: a, duplicate: b, copy: duplicate.place } };
}

/** Unverified is said only once all that could have been said of both copies was said. */
function isDue(scene: CopyScene): boolean {
  const deadlineMs = copyDeadlineMs(scene);
  if (deadlineMs === null || !scene.counts) return false;
  return scene.watermarkMs("primary") >= deadlineMs && scene.watermarkMs("duplicate") >= deadlineMs;
}

function clearBut(scene: CopyScene, kept: Comparison | null, resolution: string): Judgement[] {
  return COMPARISONS.filter((kind) => kind !== kept).map((kind) => ({
    verdict: "clear",
    matter: copyMatter(scene, kind, "pair"),
    resolution,
  }));
}

function tell(scene: CopyScene, kind: (typeof COMPARISONS)[number], pair: Pair): Judgement {
  const said = {
    severity: SEVERITIES[kind],
    copy: pair.copy,
    evidence: { primary: toEvidence(pair.primary), duplicate: toEvidence(pair.duplicate) },
    summary: summarize(scene, kind, pair),
  };
  return { verdict: "found", fault: copyFault(scene, copyMatter(scene, kind, "pair"), "", said) };
}

function summarize(scene: CopyScene, kind: (typeof COMPARISONS)[number], pair: Pair) {
  const { en, fr } = saySeries(scene.series);
  const [primary, duplicate] = [pair.primary.sizeBytes, pair.duplicate.sizeBytes].map(sayBytes);
  switch (kind) {
    case "copy-size-mismatch":
      return {
        en: `The duplicate of the ${en} has ${duplicate?.en}, its primary ${primary?.en}.`,
        fr: `La copie dupliquée de la ${fr} fait ${duplicate?.fr}, sa copie principale ${primary?.fr}.`,
      };
    case "copy-checksum-mismatch":
      return {
        en: `The two copies of the ${en} have one size but different checksums.`,
        fr: `Les deux copies de la ${fr} ont la même taille mais des empreintes différentes.`,
      };
    case "copy-unverified":
      return {
        en: `The two copies of the ${en} cannot be compared: no checksum that both have.`,
        fr: `Les deux copies de la ${fr} ne peuvent être comparées : aucune empreinte commune.`,
      };
  }
}

function toEvidence({ sizeBytes, checksum, encrypted, storageClass }: Observation) {
  return {
    sizeBytes: bytesToJson(sizeBytes),
    checksum: checksum ? `${checksum.algorithm}:${checksum.value}` : null,
    checksumType: checksum ? (checksum.type ?? "full") : null,
    encrypted,
    storageClass,
  };
}
