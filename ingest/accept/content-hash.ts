import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** What an event says, as 64 hex digits: SHA-256 of its canonical JSON without `receivedtime`, which is ours. */
export function contentHash(event: Readonly<Record<string, unknown>>): string {
  const { receivedtime: _ours, ...said } = event;
  return createHash("sha256").update(canonicalJson(said)).digest("hex");
}
