-- What: every series with the state of its latest due slot, worst states first.
-- Reads: series_states. Takes worstFirst: Array(String), the states in order; rowsMax: UInt32.
-- Returns the fields of `boardSeriesSchema`; instants as milliseconds since the epoch.
SELECT
    series_id AS id,
    tenant,
    environment,
    product,
    site,
    asset_kind AS assetKind,
    instance,
    asset,
    backup_type AS backupType,
    nullIf(policy, '') AS policy,
    state,
    toUnixTimestamp64Milli(slot) AS slot,
    toUnixTimestamp64Milli(next_slot) AS nextSlot,
    toUnixTimestamp64Milli(last_success_at) AS lastSuccessAt,
    last_size_bytes AS lastSizeBytes,
    learning_runs AS learningRuns,
    learning_needed AS learningNeeded,
    toUnixTimestamp64Milli(updated_at) AS updatedAt
FROM series_states
ORDER BY indexOf({worstFirst:Array(String)}, state), tenant, product, site, asset, id
LIMIT {rowsMax:UInt32}
