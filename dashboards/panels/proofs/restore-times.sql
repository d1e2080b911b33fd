-- What: how long the newest measured restore of each series took, against the RTO that its policy promises.
-- Reads: proof_rows of a span, where a repeated delivery changes nothing; series_states. Takes fromMs, toMs, rowsMax,
-- rowsBefore; tenants, environments, products, sites: empty for all. Returns, the slowest against its promise first:
-- share is of the RTO; it and rto are null where none is promised.
WITH
    stated AS (
        SELECT *
        FROM series_states
        WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
    ),
    measured AS (
        SELECT
            series_id,
            argMax((id, finished_at, assumeNotNull(restore_seconds)), (finished_at, id)) AS newest
        FROM proof_rows
        WHERE restore_seconds IS NOT NULL
            AND finished_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
            AND finished_at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        GROUP BY series_id
    )
SELECT
    series_id AS seriesId,
    newest.1 AS proofId,
    tenant,
    product,
    site,
    instance,
    asset,
    newest.2 AS at,
    newest.3 AS restore,
    rto_ms / 1000 AS rto,
    restore / rto AS share
FROM measured
INNER JOIN stated USING series_id
ORDER BY share IS NULL, share DESC, restore DESC, seriesId
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
