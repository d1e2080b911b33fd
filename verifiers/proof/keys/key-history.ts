import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../canonical-json.ts";

const ENTRIES_MAX = 1_000;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime({ offset: true });
const entry = {
  position: z.int().nonnegative(),
  at: instant,
  /** The key that this is about, by its fingerprint. */
  key: hash,
  author: z.string(),
  reason: z.string(),
  /** The hash of the entry before; 64 zeros for the first. */
  previous: hash,
  /** The key that held when it was written, which signs it: of a new key the one before. */
  signer: hash,
  /** SHA-256 over the canonical JSON of all but `hash` and `signature`. */
  hash,
  signature: z.string(),
};

/** One act of a key's life, on record: it began, replaced the one before, or is trusted no more. */
export const keyEntrySchema = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("began"), publicKeyPem: z.string(), ...entry }),
  z.strictObject({ act: z.literal("rotated"), publicKeyPem: z.string(), ...entry }),
  /** `from`: what it signed from then on counts for nothing. */
  z.strictObject({ act: z.literal("revoked"), from: instant, ...entry }),
]);
export type KeyEntry = z.infer<typeof keyEntrySchema>;

/**
 * The life of all keys of one Vigie, oldest first: a hash chain, each entry signed. It is public,
 * and goes with each proof and report from the first rotation on; without one there was only one
 * key.
 */
export const keyHistorySchema = z.array(keyEntrySchema).min(1).max(ENTRIES_MAX);
export type KeyHistory = readonly KeyEntry[];

/** `previous` of the first entry. */
export const NO_ENTRY_BEFORE = "0".repeat(64);

type Unhashed<E> = E extends KeyEntry ? Omit<E, "hash" | "signature"> : never;
export type UnsignedEntry = Unhashed<KeyEntry>;

export function hashEntry(unsigned: UnsignedEntry | KeyEntry): string {
  const {
    hash: _hash,
    signature: _signature,
    ...document
  } = { hash: "", signature: "", ...unsigned };
  return createHash("sha256")
    .update(canonicalJson({ document: "vigie-key-entry", ...document }))
    .digest("hex");
}
