import type { Finding } from "../../schemas/finding.ts";
import type { Proof, ProofLevel } from "../../schemas/proof.ts";
import type { Memory } from "../detection/memory.ts";
import { reachesLevel } from "./reaches-level.ts";

/** Proven copies of one series that are remembered; of more the oldest proof goes. */
const PROVEN_MAX = 500;

export type ProvenCopy = {
  readonly proof: string;
  readonly runId: string;
  readonly place: NonNullable<Finding["copy"]>;
  readonly level: ProofLevel;
  readonly finishedAtMs: number;
};

/** What the proofs of one series have shown at the level that its policy promises. */
export type ProofMemory = {
  readonly note: (proof: Proof) => void;
  /** The newest proof; null before the first. */
  readonly last: () => ProvenCopy | null;
  /** The first failure since; null where none was. */
  readonly failedSinceMs: () => number | null;
  /** Copies whose own last proof that said anything was a yes, oldest proof first. */
  readonly proven: () => Iterable<ProvenCopy>;
};

type Proven = {
  readonly proven: Map<string, ProvenCopy>;
  last: ProvenCopy | null;
  failedMs: number | null;
};

const unproven = (): Proven => ({ proven: new Map(), last: null, failedMs: null });

/** `forgotten` is told of what goes. */
export function createProofMemory(
  level: ProofLevel,
  memory: Memory,
  forgotten: (copy: ProvenCopy) => void,
): ProofMemory {
  const kept = memory.of("proven", unproven);
  const { proven } = kept;

  function note(proof: Proof) {
    const key = `${proof.runId}\n${proof.copy.uri}`;
    const finishedAtMs = Date.parse(proof.finishedAt);
    if (proof.outcome === "failed") {
      proven.delete(key);
      kept.failedMs ??= finishedAtMs;
    }
    if (proof.outcome !== "proven" || proof.level === null || !reachesLevel(proof, level)) return;
    const { role, vault, uri } = proof.copy;
    const { id, runId } = proof;
    const seen = {
      proof: id,
      runId,
      place: { role, vault, uri },
      level: proof.level,
      finishedAtMs,
    };
    proven.delete(key);
    proven.set(key, seen);
    if (proven.size > PROVEN_MAX) forgetOldest();
    if (kept.last && kept.last.finishedAtMs > finishedAtMs) return;
    kept.last = seen;
    kept.failedMs = null;
  }

  function forgetOldest() {
    for (const [key, copy] of proven) {
      proven.delete(key);
      return forgotten(copy);
    }
  }

  return {
    note,
    last: () => kept.last,
    failedSinceMs: () => kept.failedMs,
    proven: () => proven.values(),
  };
}
