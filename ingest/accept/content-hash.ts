import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/**
 * What an event says, as 64 hex digits: SHA-256 of its canonical JSON without `receivedtime`,
 * which is ours.
 */
export function contentHash(event: unknown): string {
  assert(typeof event === "object" && event !== null && !Array.isArray(event));
  const { receivedtime: _ours, ...said } = event as { readonly receivedtime?: unknown };
  return hash("sha256", canonicalJson(said));
}
