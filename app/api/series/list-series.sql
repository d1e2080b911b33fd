-- What: series with the state of their latest due slot, by tenant and asset; `vigie status` shows the worst first.
-- Reads: series_states. Takes tenants, environments, products, sites, states (empty for all),
-- search (part of a name, '' for any), lastTenant, lastAsset and lastId (where the page before
-- ended), worstFirst (states in order; empty: not by state), rowsMax. Returns the fields of `seriesRow`; instants as milliseconds since the epoch.
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
WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND ({id:String} = '' OR series_id = {id:String})
    AND (
        {search:String} = ''
        OR positionCaseInsensitiveUTF8(
            concatWithSeparator('/', tenant, product, site, instance, asset), {search:String}
        ) > 0
    )
    AND (tenant, asset, series_id) > ({lastTenant:String}, {lastAsset:String}, {lastId:String})
ORDER BY indexOf({worstFirst:Array(String)}, state), tenant, asset, series_id
LIMIT {rowsMax:UInt32}
