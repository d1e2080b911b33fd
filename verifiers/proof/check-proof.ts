import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import { canonicalJson } from "./canonical-json.ts";
import { fingerprintOf } from "./fingerprint-of.ts";
import { judgeSigner } from "./keys/judge-signer.ts";
import { hashProof, NO_PROOF_BEFORE } from "./seal-proof.ts";
import { verifySignature } from "./verify-signature.ts";

export type ProofCheck = {
  readonly verdict: "sound" | "damaged";
  /** Why it is damaged; empty where it is sound. */
  readonly reasons: readonly string[];
  /**
   * The key that signed it, and whether it is the one asked for; without a pinned key anybody may
   * have signed.
   */
  readonly key: string | null;
  readonly pinned: boolean;
  /** What cannot be told offline, and bears on how far it is to be trusted. */
  readonly notes: readonly string[];
};

type Options = {
  readonly publicKeyPem: string;
  readonly fingerprint?: string | null;
  /** The record of the keys' rotations and revocations; without it there was one key only. */
  readonly history?: unknown;
};

/**
 * Checks one proof by itself: shape, hash, key, signature. Offline; trusts nothing but
 * `fingerprint`.
 */
export function checkProof(document: unknown, options: Options): ProofCheck {
  const { publicKeyPem, fingerprint = null, history } = options;
  const proof = parseExactly(document);
  const key = fingerprintOf(publicKeyPem);
  const atMs = proof && Date.parse(proof.finishedAt);
  const signer = judgeSigner({ key, atMs, fingerprint, history });
  const own = proof ? listFaults(proof, publicKeyPem, key) : ["It is no proof of Vigie"];
  const reasons = [...own, ...signer.reasons];
  const verdict = reasons.length === 0 ? "sound" : "damaged";
  return { verdict, reasons, key, pinned: signer.pinned, notes: signer.notes };
}

/**
 * Checks the proofs of one series, oldest first: each by itself, and that each follows the one
 * before it.
 */
export function checkChain(documents: readonly unknown[], options: Options): ProofCheck {
  const checks = documents.map((document) => checkProof(document, options));
  const reasons = checks.flatMap(({ reasons }, at) =>
    reasons.map((reason) => `Proof ${at + 1}: ${reason}`),
  );
  const proofs = documents.map(parseExactly);
  for (const [at, proof] of proofs.entries()) {
    const before = at === 0 ? null : proofs[at - 1];
    if (!proof || before === undefined) continue;
    if (at === 0 ? proof.previous !== NO_PROOF_BEFORE : proof.previous !== before?.hash)
      reasons.push(`Proof ${at + 1}: It does not follow the one before it`);
    if (before && seriesKey(before.series) !== seriesKey(proof.series))
      reasons.push(`Proof ${at + 1}: It is of another series`);
  }
  const key = fingerprintOf(options.publicKeyPem);
  const pinned = checks.length > 0 && checks.every((check) => check.pinned);
  const notes = [...new Set(checks.flatMap((check) => check.notes))];
  return { verdict: reasons.length === 0 ? "sound" : "damaged", reasons, key, pinned, notes };
}

/**
 * Null where the document is no proof, or has members besides those of one: they would not be
 * covered.
 */
function parseExactly(document: unknown): Proof | null {
  const { data } = proofSchema.safeParse(document);
  return data && canonicalJson(data) === canonicalJson(document) ? data : null;
}

function listFaults(proof: Proof, publicKeyPem: string, key: string | null): string[] {
  const reasons: string[] = [];
  if (hashProof(proof) !== proof.hash) reasons.push("Its content is not what was signed");
  if (proof.key !== key) reasons.push("The key is not the one that it names");
  if (!verifySignature({ hash: proof.hash, signature: proof.signature, publicKeyPem }))
    reasons.push("The signature does not hold");
  return reasons;
}
