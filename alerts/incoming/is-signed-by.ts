import { createHmac, timingSafeEqual } from "node:crypto";

const SIGNATURES_MAX = 10;
const SIGNATURE = /^v1=([0-9a-f]{64})$/;

/**
 * Whether one of the signatures of a `x-pagerduty-signature` header is one of these secrets' over
 * the very bytes of the body: HMAC-SHA-256 in hexadecimal, several while a secret is being changed.
 * https://developer.pagerduty.com/docs/verifying-webhook-signatures
 */
export function isSignedBy(
  secrets: readonly string[],
  body: Uint8Array,
  header: string | undefined,
): boolean {
  const given = (header ?? "").split(",", SIGNATURES_MAX).flatMap((part) => {
    const hex = SIGNATURE.exec(part.trim())?.[1];
    return hex === undefined ? [] : [Buffer.from(hex, "hex")];
  });
  const expected = secrets.map((secret) => createHmac("sha256", secret).update(body).digest());
  return expected.some((one) => given.some((other) => timingSafeEqual(one, other)));
}
