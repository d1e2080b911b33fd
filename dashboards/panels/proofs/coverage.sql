-- What: how the proofs of series stand against what their policies promise, by tenant and policy, after
-- verifiers/report/judge-standing.ts; a proof counts that reached the level promised (analyzers/proofs/proof-memory.ts).
-- Reads: series_states, proof_head_rows. Takes nowMs, rowsMax, rowsBefore; tenants, environments, products, sites:
-- empty for all. Returns, the worst first: of promised series, how many are proven, failed (by their newest proof),
-- overdue or never proven; unpromised: series without such a promise. Share: null of none promised.
WITH
    ['exists', 'whole', 'sound', 'restored', 'right'] AS levels,
    stated AS (
        SELECT series_id, tenant, policy, proof_every_ms, proof_level
        FROM series_states
        WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
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
            tenant,
            policy,
            arrayMax(arrayMap(head -> if(head.1 >= indexOf(levels, proof_level), head.2, 0), arrayPushBack(heads, (0, 0)))) AS goodMs,
            multiIf(
                proof_every_ms IS NULL, 'unpromised',
                lastOutcome = 'failed', 'failed',
                goodMs = 0, 'never',
                {nowMs:Int64} - goodMs > proof_every_ms, 'overdue',
                'proven') AS standing
        FROM stated
        LEFT ANY JOIN proven USING series_id
    )
SELECT
    tenant,
    nullIf(policy, '') AS policy,
    countIf(standing != 'unpromised') AS promised,
    countIf(standing = 'proven') AS proven,
    countIf(standing = 'failed') AS failed,
    countIf(standing = 'overdue') AS overdue,
    countIf(standing = 'never') AS never,
    countIf(standing = 'unpromised') AS unpromised,
    if(promised = 0, NULL, proven / promised) AS share
FROM judged
GROUP BY tenant, policy
ORDER BY share IS NULL, share, promised DESC, tenant, policy
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
SETTINGS join_use_nulls = 0
