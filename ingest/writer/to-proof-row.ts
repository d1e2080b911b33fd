import type { LogRecord } from "../../platform/log/event-log.ts";
import type { Proof } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import type { Row } from "./row.ts";

/**
 * A record of `vigie.proofs` as a row of `proof_rows`; `body` stays the signed text, byte for
 * byte.
 */
export function toProofRow(proof: Proof, { value }: Pick<LogRecord, "value">): Row {
  return {
    id: proof.id,
    tenant: proof.series.tenant,
    series_id: seriesId(proof.series),
    run_id: proof.runId,
    copy_vault: proof.copy.vault,
    copy_uri: proof.copy.uri,
    wanted: proof.wanted,
    level: proof.level ?? "",
    outcome: proof.outcome,
    failure: proof.failure ?? "",
    started_at: proof.startedAt,
    finished_at: proof.finishedAt,
    restore_seconds: proof.restoreSeconds,
    bytes_read: proof.read?.bytes ?? null,
    hash: proof.hash,
    previous: proof.previous,
    body: value,
  };
}
