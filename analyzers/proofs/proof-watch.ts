import type { Proof } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import { createMemory, type Memory } from "../detection/memory.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Matter } from "../findings/judgement.ts";
import { PASS_OVER_UNTOLD, type PassOver } from "../passed-over/passed-over.ts";
import { reachesLevel } from "./reaches-level.ts";
import { createSiblingProofs } from "./sibling-proofs.ts";
import { tellFailedProof } from "./tell-failed-proof.ts";

/** More copies with failed proofs than this are not remembered; their findings then stay open. */
const FAILED_MAX = 100_000;

type Failed = { readonly matter: Matter; readonly proof: Proof };

/**
 * Failed proofs are findings until a later proof of the same copy says yes, at no lower level, or
 * the copy is gone. What is learned of the run's other copies is told with them.
 */
export function createProofWatch(
  ledger: Ledger,
  memory: Memory = createMemory(),
  passOver: PassOver = PASS_OVER_UNTOLD,
) {
  const failed = memory.of("failed", () => new Map<string, Failed>());
  const siblings = createSiblingProofs(memory, passOver);

  function accept(proof: Proof, nowMs: number) {
    const subject = seriesKey(proof.series);
    const key = copyKey(subject, proof.runId, proof.copy.uri);
    siblings.note(subject, proof);
    judge(key, proof, nowMs);
    for (const { place } of siblings.others(subject, proof)) {
      const other = failed.get(copyKey(subject, proof.runId, place.uri));
      if (other) tell(other.matter.kind, other.proof, nowMs);
    }
  }

  function judge(key: string, proof: Proof, nowMs: number) {
    const before = failed.get(key);
    if (proof.outcome === "failed") return fail(key, proof, nowMs);
    if (proof.outcome !== "proven" || !before || !reachesLevel(proof, before.proof.wanted)) return;
    clear(key, `proven by ${proof.id}`, nowMs);
  }

  function fail(key: string, proof: Proof, nowMs: number) {
    const kind = proof.failure ?? "restore-failed";
    const before = failed.get(key);
    if (before?.matter.kind === kind) return;
    if (before) clear(key, `became ${kind}`, nowMs);
    const matter = tell(kind, proof, nowMs);
    if (failed.size < FAILED_MAX) failed.set(key, { matter, proof });
    else passOver("copies-failed", matter.subject);
  }

  function tell(kind: Matter["kind"], proof: Proof, nowMs: number): Matter {
    const subject = seriesKey(proof.series);
    const [others, lastGood] = [siblings.others(subject, proof), siblings.lastGood(subject)];
    const fault = tellFailedProof({ proof, kind, others, lastGood });
    ledger.settle({ verdict: "found", fault }, nowMs);
    return { kind, subject, about: fault.about };
  }

  function clear(key: string, resolution: string, nowMs: number) {
    const known = failed.get(key);
    if (!known) return;
    failed.delete(key);
    ledger.settle({ verdict: "clear", matter: known.matter, resolution }, nowMs);
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
