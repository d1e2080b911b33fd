-- What: series whose proofs do not keep what their policy promises, the longest overdue first.
-- Reads: series_states, proof_head_rows. Takes nowMs, rowsMax, rowsBefore;
-- tenants, environments, products, sites: empty for all. Returns one row a series: standing (failed, overdue, never, as
-- in coverage.sql), provenAt (of its newest good proof, null where there is none), dueAt (as the analyzers count it).
WITH
    ['exists', 'whole', 'sound', 'restored', 'right'] AS levels,
    stated AS (
        SELECT *
        FROM series_states
        WHERE proof_every_ms IS NOT NULL
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
    ),
    proven AS (
        SELECT
            series_id,
            argMax(outcome, version) AS lastOutcome,
            groupArrayIf((indexOf(levels, level), toUnixTimestamp64Milli(finished_at)), outcome = 'proven') AS heads
        FROM proof_head_rows
        WHERE empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant)
        GROUP BY series_id
    ),
    judged AS (
        SELECT
            *,
            arrayMax(arrayMap(head -> if(head.1 >= indexOf(levels, proof_level), head.2, 0), arrayPushBack(heads, (0, 0)))) AS goodMs,
            multiIf(
                lastOutcome = 'failed', 'failed',
                goodMs = 0, 'never',
                {nowMs:Int64} - goodMs > proof_every_ms, 'overdue',
                'proven') AS standing
        FROM stated
        LEFT ANY JOIN proven USING series_id
        WHERE standing != 'proven'
    )
SELECT
    series_id AS seriesId,
    tenant,
    product,
    site,
    instance,
    asset,
    policy,
    standing,
    if(goodMs = 0, NULL, fromUnixTimestamp64Milli(goodMs, 'UTC')) AS provenAt,
    proof_due_at AS dueAt
FROM judged
ORDER BY standing = 'failed' DESC, proof_due_at IS NULL, proof_due_at, tenant, asset, series_id
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
SETTINGS join_use_nulls = 0
