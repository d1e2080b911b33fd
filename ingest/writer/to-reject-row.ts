import type { Reject } from "../../schemas/reject.ts";
import type { Row } from "./row.ts";

/** A record of `vigie.rejects` as a row of `reject_rows`. */
export function toRejectRow(reject: Reject): Row {
  return {
    id: reject.id,
    origin: reject.origin,
    position: reject.position,
    fault: reject.fault,
    reason: reject.reason,
    received_at: reject.receivedAt,
    bytes_base64: reject.bytesBase64,
    bytes_total: reject.bytesTotal,
    replayed_at: reject.replayedAt ?? null,
  };
}
