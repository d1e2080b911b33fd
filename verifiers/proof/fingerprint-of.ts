import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/**
 * The fingerprint of an Ed25519 public key (PEM): SHA-256 of its 32 raw bytes, in hex; null where
 * it is no such key.
 */
export function fingerprintOf(publicKeyPem: string): string | null {
  const key = readPublicKey(publicKeyPem);
  const raw = key?.export({ format: "jwk" }).x;
  return raw ? createHash("sha256").update(Buffer.from(raw, "base64url")).digest("hex") : null;
}

/** Null where the text is no Ed25519 public key. */
export function readPublicKey(publicKeyPem: string): KeyObject | null {
  try {
    const key = createPublicKey(publicKeyPem);
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}
