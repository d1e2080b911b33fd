-- What: series of which the last proven copy is about to be purged, or gone, and no newer one is proven: the open
-- findings `last-proof-expiring`, which the analyzers tell three days ahead.
-- Reads: findings, series_states. Takes rowsMax, rowsBefore; tenants, environments, products, sites: empty for all.
-- Returns, the next to go first: removedAt is null while the copy is there.
WITH told AS (
    SELECT id, series_id, tenant, body
    FROM findings
    WHERE kind = 'last-proof-expiring' AND resolved_at IS NULL
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
)
SELECT
    told.id AS findingId,
    series_id AS seriesId,
    states.tenant AS tenant,
    product,
    site,
    instance,
    asset,
    JSONExtractString(body, 'evidence', 'proof') AS proofId,
    parseDateTime64BestEffortOrNull(JSONExtractString(body, 'evidence', 'provenAt'), 3, 'UTC') AS provenAt,
    parseDateTime64BestEffortOrNull(JSONExtractString(body, 'evidence', 'keptUntil'), 3, 'UTC') AS keptUntil,
    parseDateTime64BestEffortOrNull(JSONExtractString(body, 'evidence', 'purgeBy'), 3, 'UTC') AS purgeBy,
    parseDateTime64BestEffortOrNull(JSONExtractString(body, 'evidence', 'removedAt'), 3, 'UTC') AS removedAt
FROM told
INNER JOIN (
    SELECT *
    FROM series_states
    WHERE (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
        AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
) AS states USING series_id
ORDER BY purgeBy IS NULL, purgeBy, findingId
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
