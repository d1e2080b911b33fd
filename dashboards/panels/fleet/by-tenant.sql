-- What: the states of the latest due slots, tenant by tenant, those with the worst first.
-- Reads: series_states. Takes tenants, environments, products, sites: empty for all;
-- rowsMax, rowsBefore.
-- Returns tenant, sites, series, missing, stuck, failed, late, unprotected, unknown, filled.
SELECT
    tenant,
    uniqExact(site) AS sites,
    count() AS series,
    countIf(state = 'missing') AS missing,
    countIf(state = 'stuck') AS stuck,
    countIf(state = 'failed') AS failed,
    countIf(state = 'late') AS late,
    countIf(state = 'unprotected') AS unprotected,
    countIf(state = 'unknown') AS unknown,
    countIf(state = 'filled') AS filled
FROM series_states
WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
GROUP BY tenant
ORDER BY missing DESC, stuck + failed DESC, late DESC, unprotected DESC, unknown DESC, tenant
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
