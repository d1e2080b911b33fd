import { verify } from "node:crypto";
import { readPublicKey } from "./fingerprint-of.ts";

type Signed = {
  /** 64 hex digits. */
  readonly hash: string;
  /** Base64. */
  readonly signature: string;
  readonly publicKeyPem: string;
};

/** Whether the signature (Ed25519 over the hash's 32 bytes) is of that key. */
export function verifySignature({ hash, signature, publicKeyPem }: Signed): boolean {
  const key = readPublicKey(publicKeyPem);
  if (!key || !/^[0-9a-f]{64}$/.test(hash) || !isBase64(signature)) return false;
  return verify(null, Buffer.from(hash, "hex"), key, Buffer.from(signature, "base64"));
}

/** One text per signature: another spelling of the same bytes is not the same document. */
function isBase64(text: string): boolean {
  return Buffer.from(text, "base64").toString("base64") === text;
}
