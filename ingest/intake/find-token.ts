import { createHash, timingSafeEqual } from "node:crypto";
import type { TokenGrant } from "../accept/grant.ts";

/** What a sender shows, of which Vigie keeps only a hash, and what it is bound to. */
export type Token = TokenGrant & {
  readonly name: string;
  /** 64 hex digits. */
  readonly secretSha256: string;
};

const BEARER = /^Bearer +([\x21-\x7e]+)$/i;

/**
 * The token that an `Authorization` header shows, or null. Takes the same time for each token,
 * right or wrong.
 */
export function findToken(
  authorization: string | undefined,
  tokens: readonly Token[],
): Token | null {
  const secret = BEARER.exec(authorization ?? "")?.[1];
  if (secret === undefined) return null;
  const shown = createHash("sha256").update(secret).digest();
  let found: Token | null = null;
  for (const token of tokens) {
    const known = Buffer.from(token.secretSha256, "hex");
    if (known.byteLength === shown.byteLength && timingSafeEqual(known, shown)) found = token;
  }
  return found;
}
