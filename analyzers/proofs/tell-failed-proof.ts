import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Proof } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { cutText } from "../wording/cut-text.ts";
import { saySeries } from "../wording/say-series.ts";
import type { CopyProof } from "./sibling-proofs.ts";

export type FailedProof = {
  readonly proof: Proof;
  readonly kind: Matter["kind"];
  /** The run's other copies, as far as they were examined. */
  readonly others: readonly CopyProof[];
  /** The series' last copy that was proven, of this run or another. */
  readonly lastGood: (CopyProof & { readonly runId: string }) | null;
};

/**
 * The proof that began the episode is part of its onset: a copy that fails again after it was
 * proven is another finding.
 */
export function tellFailedProof(failed: FailedProof): Fault {
  const { proof, kind, others, lastGood } = failed;
  const { series, runId, copy } = proof;
  const { role, vault, uri } = copy;
  const failing = proof.checks.filter(({ verdict }) => verdict === "fail");
  return {
    kind,
    subject: seriesKey(series),
    about: `${runId}\n${uri}`,
    onset: `${runId}\n${uri}\n${proof.id}`,
    severity: "critical",
    series,
    collector: null,
    slotMs: null,
    runId,
    copy: { role, vault, uri },
    evidence: {
      proof: proof.id,
      wanted: proof.wanted,
      level: proof.level,
      finishedAt: instantToJson(Date.parse(proof.finishedAt)),
      failed: failing.map(({ name, level, observed, reason, fault }) => ({
        ...{ name, level, observed, reason },
        ...(fault && { fault }),
      })),
      otherCopies: others.map(({ place, ...shown }) => ({ ...place, ...shown })),
      lastGood: lastGood && { ...lastGood.place, ...pick(lastGood) },
    },
    summary: summarize(failed, failing[0]?.reason ?? { en: "", fr: "" }),
    revised: true,
  };
}

function pick({ runId, proof, level, finishedAt }: NonNullable<FailedProof["lastGood"]>) {
  return { runId, proof, level, finishedAt };
}

function summarize(
  { proof: { series, copy }, kind, others }: FailedProof,
  reason: Finding["summary"],
): Finding["summary"] {
  const { role, vault } = copy;
  const { en, fr } = saySeries(series);
  const why = { en: cutText(reason.en), fr: cutText(reason.fr) };
  const rest = others.map(sayOther);
  const said =
    kind === "copy-damaged"
      ? {
          en: `The ${role} copy of the ${en} in ${vault} is damaged: ${why.en}`,
          fr: `La copie de la ${fr} dans ${vault} est endommagée : ${why.fr}`,
        }
      : {
          en: `The ${role} copy of the ${en} in ${vault} does not restore as it should: ${why.en}`,
          fr: `La copie de la ${fr} dans ${vault} ne se restaure pas bien : ${why.fr}`,
        };
  return {
    en: [said.en, ...rest.map((other) => other.en)].join(" "),
    fr: [said.fr, ...rest.map((other) => other.fr)].join(" "),
  };
}

function sayOther({ place: { vault }, outcome }: CopyProof): Finding["summary"] {
  switch (outcome) {
    case "proven":
      return { en: `The copy in ${vault} is good.`, fr: `La copie dans ${vault} est bonne.` };
    case "failed":
      return {
        en: `The copy in ${vault} is bad too.`,
        fr: `La copie dans ${vault} est mauvaise aussi.`,
      };
    case "unproven":
      return {
        en: `Nothing is known of the copy in ${vault}.`,
        fr: `On ne sait rien de la copie dans ${vault}.`,
      };
  }
}
