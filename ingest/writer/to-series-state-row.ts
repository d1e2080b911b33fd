import { seriesId } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import type { Row } from "./row.ts";

/** A record of `vigie.series-states` as a row of `series_state_rows`. */
export function toSeriesStateRow({ series, promises, ...seen }: SeriesState): Row {
  return {
    series_id: seriesId(series),
    version: seen.version,
    tenant: series.tenant,
    environment: series.environment,
    product: series.product,
    site: series.site,
    asset_kind: series.assetKind,
    instance: series.instance,
    asset: series.asset,
    backup_type: series.backupType,
    policy: seen.policy ?? "",
    state: seen.state,
    slot: seen.slot,
    next_slot: seen.nextSlot,
    last_success_at: seen.lastSuccessAt,
    last_size_bytes: seen.lastSizeBytes,
    learning_runs: seen.learning?.runs ?? null,
    learning_needed: seen.learning?.needed ?? null,
    expected_copies: promises?.copies ?? [],
    copies_within_ms: promises?.copiesWithinMs ?? null,
    keep_ms: promises?.keepMs ?? null,
    purge_within_ms: promises?.purgeWithinMs ?? null,
    proof_every_ms: promises?.proofEveryMs ?? null,
    proof_level: promises?.proofLevel ?? "",
    proof_due_at: seen.proofDueAt ?? null,
    rpo_ms: promises?.rpoMs ?? null,
    rto_ms: promises?.rtoMs ?? null,
    updated_at: seen.updatedAt,
  };
}
