import { createHash } from "node:crypto";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { SigningKeys } from "./open-keys.ts";

/** `previous` of the first proof of a series. */
export const NO_PROOF_BEFORE = "0".repeat(64);

export type UnsealedProof = Omit<Proof, "previous" | "hash" | "key" | "signature">;

const unsealed = proofSchema.omit({ previous: true, hash: true, key: true, signature: true });

/**
 * Chains a proof to the one before it in its series, and signs it. Refuses what nobody could read
 * afterwards.
 */
export function sealProof(proof: UnsealedProof, previous: string, keys: SigningKeys): Proof {
  const { fingerprint, sign } = keys.current?.() ?? keys;
  const document = { ...unsealed.parse(proof), previous, key: fingerprint };
  const hash = hashProof(document);
  return { ...document, hash, signature: sign(hash) };
}

/** SHA-256 over the canonical JSON of all but `hash` and `signature`. */
export function hashProof(proof: Omit<Proof, "hash" | "signature"> & Partial<Proof>): string {
  const { hash: _hash, signature: _signature, ...document } = proof;
  return createHash("sha256").update(canonicalJson(document)).digest("hex");
}
