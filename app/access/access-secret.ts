import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;

/** 256 random bits, as base64url: a token, or what a session's cookie holds. */
export function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/**
 * What is kept of a secret, in hex digits. It has 256 random bits, so that nobody finds it again by
 * trying, and needs no salt.
 */
export function hashSecret(secret: string): string {
  return hash("sha256", secret);
}

/** The CSRF token that belongs to a secret, and does not tell it. */
export function csrfOf(secret: string): string {
  return createHmac("sha256", secret).update("vigie csrf").digest("base64url");
}

/** Takes the same time whether they are the same secret or not. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer"));
}
