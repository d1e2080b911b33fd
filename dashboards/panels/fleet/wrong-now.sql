-- What: series whose latest due slot is missing, stuck, failed or late, or that are unprotected:
-- the worst first, and of these the one that waits longest for a good backup.
-- Reads: series_states. Takes tenants, environments, products, sites: empty for all;
-- rowsMax, rowsBefore.
-- Returns seriesId, tenant, environment, product, site, instance, asset, backupType, state, slot,
-- lastSuccessAt, nextSlot.
SELECT
    series_id AS seriesId,
    tenant,
    environment,
    product,
    site,
    instance,
    asset,
    backup_type AS backupType,
    state,
    slot,
    last_success_at AS lastSuccessAt,
    next_slot AS nextSlot
FROM series_states
WHERE state IN ('missing', 'stuck', 'failed', 'late', 'unprotected')
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
ORDER BY
    indexOf(['missing', 'stuck', 'failed', 'late', 'unprotected'], state),
    last_success_at ASC NULLS FIRST,
    seriesId
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
