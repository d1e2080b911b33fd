-- What: series of which too few runs are known to judge them surely, the least known first.
-- Reads: series_states. Takes tenants, environments, products, sites: empty for all;
-- rowsMax, rowsBefore.
-- Returns seriesId, tenant, environment, product, site, asset, backupType, runs, needed.
SELECT
    series_id AS seriesId,
    tenant,
    environment,
    product,
    site,
    asset,
    backup_type AS backupType,
    learning_runs AS runs,
    learning_needed AS needed
FROM series_states
WHERE learning_needed IS NOT NULL AND learning_runs IS NOT NULL
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
ORDER BY runs / needed, tenant, product, site, asset, seriesId
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
