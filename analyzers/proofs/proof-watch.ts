import { instantToJson } from "../../schemas/instant.ts";
import { PROOF_LEVELS, type Proof } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { cutText } from "../wording/cut-text.ts";
import { saySeries } from "../wording/say-series.ts";

/** More copies with failed proofs than this are not remembered; their findings then stay open. */
const FAILED_MAX = 100_000;

type Failed = { readonly fault: Fault; readonly wanted: Proof["wanted"] };

/**
 * Failed proofs are findings until a later proof of the same copy says yes, at no lower level, or
 * the copy is gone.
 */
export function createProofWatch(ledger: Ledger) {
  const failed = new Map<string, Failed>();

  function accept(proof: Proof, nowMs: number) {
    const subject = seriesKey(proof.series);
    const key = copyKey(subject, proof.runId, proof.copy.uri);
    const before = failed.get(key);
    if (proof.outcome === "failed") return fail(key, proof, nowMs);
    if (proof.outcome !== "proven" || !before || !reaches(proof, before.wanted)) return;
    clear(key, `proven by ${proof.id}`, nowMs);
  }

  function fail(key: string, proof: Proof, nowMs: number) {
    const kind = proof.failure ?? "restore-failed";
    const before = failed.get(key);
    if (before?.fault.kind === kind) return;
    if (before) clear(key, `became ${kind}`, nowMs);
    const fault = toFault(kind, proof);
    ledger.settle({ verdict: "found", fault }, nowMs);
    if (failed.size < FAILED_MAX) failed.set(key, { fault, wanted: proof.wanted });
  }

  function clear(key: string, resolution: string, nowMs: number) {
    const known = failed.get(key);
    if (!known) return;
    failed.delete(key);
    ledger.settle({ verdict: "clear", matter: known.fault, resolution }, nowMs);
  }

  return {
    accept,
    noteRemoval: (subject: string, runId: string, uri: string, nowMs: number) =>
      clear(copyKey(subject, runId, uri), "the copy was removed", nowMs),
  };
}

function copyKey(subject: string, runId: string, uri: string): string {
  return `${subject}\n${runId}\n${uri}`;
}

function reaches(proof: Proof, wanted: Proof["wanted"]): boolean {
  if (proof.level === null) return false;
  return PROOF_LEVELS.indexOf(proof.level) >= PROOF_LEVELS.indexOf(wanted);
}

/**
 * The proof that began the episode is part of its onset: a copy that fails again after it was
 * proven is another finding.
 */
function toFault(kind: Matter["kind"], proof: Proof): Fault {
  const { series, runId, copy } = proof;
  const { role, vault, uri } = copy;
  const { en, fr } = saySeries(series);
  const failing = proof.checks.filter(({ verdict }) => verdict === "fail");
  const first = failing[0]?.reason;
  const why = { en: cutText(first?.en ?? ""), fr: cutText(first?.fr ?? "") };
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
      failed: failing.map(({ name, level, observed, reason }) => ({
        name,
        level,
        observed,
        reason,
      })),
    },
    summary:
      kind === "copy-damaged"
        ? {
            en: `The ${role} copy of the ${en} in ${vault} is damaged: ${why.en}`,
            fr: `La copie de la ${fr} dans ${vault} est endommagée : ${why.fr}`,
          }
        : {
            en: `The ${role} copy of the ${en} in ${vault} does not restore as it should: ${why.en}`,
            fr: `La copie de la ${fr} dans ${vault} ne se restaure pas bien : ${why.fr}`,
          },
  };
}
