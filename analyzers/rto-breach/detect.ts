import { instantToJson } from "../../schemas/instant.ts";
import type { Proof } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { Fault, Judgement, Matter } from "../findings/judgement.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { saySeries } from "../wording/say-series.ts";

const SECOND_MS = 1_000;

/** A restore as it was measured, against what the policy promises. */
export type Measured = {
  readonly proof: Proof;
  readonly restoreMs: number;
  readonly rtoMs: number;
  /** The proof with which the breach began; null where there was none. */
  readonly since: string | null;
};

/** The restore that a proof measured, in milliseconds; null where it measured none. */
export function restoreMsOf({ restoreSeconds }: Proof): number | null {
  return restoreSeconds === null ? null : restoreSeconds * SECOND_MS;
}

/** Judges the newest measured restore of a series. */
export function detectRtoBreach(measured: Measured): Judgement {
  const { proof, restoreMs, rtoMs } = measured;
  const matter: Matter = { kind: "rto-breach", subject: seriesKey(proof.series), about: "" };
  if (restoreMs > rtoMs) return { verdict: "found", fault: tell(matter, measured) };
  return { verdict: "clear", matter, resolution: `restored within its RTO by ${proof.id}` };
}

function tell(matter: Matter, { proof, restoreMs, rtoMs, since }: Measured): Fault {
  const { en, fr } = saySeries(proof.series);
  const [took, rto] = [sayDuration(restoreMs), sayDuration(rtoMs)];
  const { role, vault, uri } = proof.copy;
  return {
    ...matter,
    onset: since ?? proof.id,
    severity: "warning",
    series: proof.series,
    collector: null,
    slotMs: null,
    runId: proof.runId,
    copy: { role, vault, uri },
    evidence: {
      ...{ rtoMs, restoreMs, proof: proof.id, engine: proof.engine },
      finishedAt: instantToJson(Date.parse(proof.finishedAt)),
    },
    summary: {
      en: `The ${en} took ${took.en} to restore from ${vault}; its RTO is ${rto.en}.`,
      fr: `La ${fr} a mis ${took.fr} à se restaurer depuis ${vault} ; son RTO est de ${rto.fr}.`,
    },
    revised: true,
  };
}
