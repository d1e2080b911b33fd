import { createHash } from "node:crypto";
import { instantToJson } from "../../schemas/instant.ts";
import { BYTES_KEPT_MAX, type Reject } from "../../schemas/reject.ts";

type What = {
  readonly bytes: Uint8Array;
  /** Where `bytes` is only the head of it. */
  readonly bytesTotal?: number | undefined;
  readonly origin: string;
  readonly position: string;
  /** Where it was rejected before: the id of that reject. */
  readonly replayOf?: string | undefined;
};
type Why = { readonly fault: string; readonly reason: string };

/**
 * The record of an item that could not be read. The same item at the same instant gives the same
 * record.
 */
export function createReject(what: What, why: Why, receivedAtMs: number): Reject {
  const { origin, position, bytes, replayOf } = what;
  const id = createHash("sha256")
    .update(JSON.stringify([origin, position, why.fault, receivedAtMs]))
    .update(bytes);
  return {
    id: id.digest("hex").slice(0, 32),
    origin,
    position,
    fault: why.fault,
    reason: why.reason,
    receivedAt: instantToJson(receivedAtMs),
    bytesBase64: Buffer.from(bytes.subarray(0, BYTES_KEPT_MAX)).toString("base64"),
    bytesTotal: what.bytesTotal ?? bytes.byteLength,
    ...(replayOf !== undefined && { replayOf }),
  };
}
