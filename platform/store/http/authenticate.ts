import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** `write`: null where nobody may. */
export type Tokens = { readonly write: string | null; readonly read: string };
export type Role = "writing" | "reading";

/**
 * Whom a request speaks for, by `Authorization: Bearer`, Basic's password or `X-ClickHouse-Key`;
 * null without a right token.
 */
export function authenticate(headers: IncomingHttpHeaders, tokens: Tokens): Role | null {
  const presented = readToken(headers);
  if (presented === null) return null;
  if (tokens.write !== null && isSame(presented, tokens.write)) return "writing";
  return isSame(presented, tokens.read) ? "reading" : null;
}

function readToken({ authorization, ...headers }: IncomingHttpHeaders): string | null {
  const key = headers["x-clickhouse-key"];
  if (typeof key === "string") return key;
  const [scheme, value] = authorization?.split(" ") ?? [];
  if (value === undefined) return null;
  if (scheme?.toLowerCase() === "bearer") return value;
  if (scheme?.toLowerCase() !== "basic") return null;
  const pair = Buffer.from(value, "base64").toString("utf8");
  const password = pair.slice(pair.indexOf(":") + 1);
  return password === "" ? null : password;
}

function isSame(presented: string, token: string): boolean {
  return timingSafeEqual(digest(presented), digest(token));
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
