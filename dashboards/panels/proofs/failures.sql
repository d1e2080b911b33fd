-- What: the proofs of a span that did not prove what was wanted.
-- Reads: proofs, bodies of those listed only; series_states. Takes fromMs, toMs, rowsMax, rowsBefore; tenants,
-- environments, products, sites: empty for all. Returns, newest first: said is what the first check that did not pass
-- has to say; level: null where none was reached.
WITH
    newest AS (
        SELECT series_id, finished_at, id
        FROM proofs
        WHERE finished_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
            AND finished_at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
            AND outcome != 'proven'
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND ((empty({environments:Array(String)}) AND empty({products:Array(String)}) AND empty({sites:Array(String)}))
                OR series_id IN (
                    SELECT series_id
                    FROM series_states
                    WHERE (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
                        AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
                        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))))
        ORDER BY finished_at DESC, id
        LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
    ),
    read AS (
        SELECT
            *,
            JSONExtractRaw(body, 'series') AS series,
            JSONExtractRaw(
                arrayFirst(check -> JSONExtractString(check, 'verdict') != 'pass', JSONExtractArrayRaw(body, 'checks')),
                'reason') AS reason
        FROM proofs
        WHERE (series_id, finished_at, id) IN (SELECT series_id, finished_at, id FROM newest)
    )
SELECT
    id AS proofId,
    finished_at AS at,
    outcome,
    nullIf(level, '') AS level,
    wanted,
    nullIf(failure, '') AS failure,
    series_id AS seriesId,
    tenant,
    JSONExtractString(series, 'product') AS product,
    JSONExtractString(series, 'site') AS site,
    JSONExtractString(series, 'instance') AS instance,
    JSONExtractString(series, 'asset') AS asset,
    copy_vault AS vault,
    JSONExtractString(body, 'copy', 'role') AS role,
    restore_seconds AS restore,
    nullIf(JSONExtractString(reason, 'en'), '') AS saidEn,
    nullIf(JSONExtractString(reason, 'fr'), '') AS saidFr
FROM read
ORDER BY at DESC, proofId
