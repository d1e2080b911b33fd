import { instantToJson } from "../../schemas/instant.ts";
import type { ProofLevel } from "../../schemas/proof.ts";
import type { Series } from "../../schemas/series.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import type { ProvenCopy } from "../proofs/proof-memory.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import { AGAIN_MS, type Promised, proofGraceMs } from "./proof-deadline.ts";

/** What decides that the proof of a series is overdue. */
export type Overdue = Promised & {
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  readonly level: ProofLevel;
  readonly last: ProvenCopy | null;
  readonly deadlineMs: number;
  readonly nowMs: number;
};

export function overdueMatter(subject: string): Matter {
  return { kind: "proof-overdue", subject, about: "" };
}

export function tellProofOverdue(overdue: Overdue): Fault {
  const { series, subject, zone, everyMs, level, last, fromMs, nowMs } = overdue;
  const { en, fr } = saySeries(series);
  const every = sayDuration(everyMs);
  const from = sayInstant(fromMs, zone);
  return {
    ...overdueMatter(subject),
    onset: instantToJson(fromMs),
    severity: "warning",
    series,
    collector: null,
    slotMs: null,
    runId: null,
    copy: null,
    evidence: {
      everyMs,
      level,
      lastProof: last && {
        ...{ id: last.proof, runId: last.runId, vault: last.place.vault, level: last.level },
        finishedAt: instantToJson(last.finishedAtMs),
      },
      firstCopyAt: last ? null : instantToJson(fromMs),
      ...deadlineToJson(overdue),
      ageMs: nowMs - fromMs,
    },
    summary: last
      ? {
          en: `The last proof (level ${level}) of the ${en} is of ${from}; one is promised every ${every.en}.`,
          fr: `La dernière preuve (niveau ${level}) de la ${fr} date du ${from} ; la période promise est de ${every.fr}.`,
        }
      : {
          en: `The ${en} was never proven to level ${level}; its first copy is of ${from}, and a proof is promised every ${every.en}.`,
          fr: `La ${fr} n'a jamais été prouvée au niveau ${level} ; sa première copie date du ${from}, et la période promise est de ${every.fr}.`,
        },
  };
}

/** Of what its deadline is the latest: a period from when it counts, or a while after a pause. */
function deadlineToJson({ everyMs, failedMs, resumedMs, ...overdue }: Overdue) {
  const again = failedMs !== null || resumedMs !== null;
  return {
    countedSince: instantToJson(overdue.sinceMs),
    graceMs: proofGraceMs(everyMs),
    failedSince: failedMs === null ? null : instantToJson(failedMs),
    ...(resumedMs !== null && { resumedAt: instantToJson(resumedMs) }),
    ...(again && { againMs: AGAIN_MS }),
    dueBy: instantToJson(overdue.deadlineMs),
  };
}
