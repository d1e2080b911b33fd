-- What: the proofs of one series. Reads: proofs of that series.
-- Takes seriesId, rowsMax, rowsBefore; tenants: empty for all.
-- Returns, newest first: one row a proof. Level: null where none was reached; said: by the first check that did not pass.
WITH listed AS (
    SELECT
        *,
        JSONExtractRaw(
            arrayFirst(check -> JSONExtractString(check, 'verdict') != 'pass', JSONExtractArrayRaw(body, 'checks')),
            'reason') AS reason
    FROM proofs
    WHERE series_id = {seriesId:String}
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    ORDER BY finished_at DESC, id
    LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
)
SELECT
    id AS proofId,
    finished_at AS at,
    outcome,
    nullIf(level, '') AS level,
    wanted,
    run_id AS runId,
    copy_vault AS vault,
    JSONExtractString(body, 'copy', 'role') AS role,
    restore_seconds AS restore,
    nullIf(JSONExtractString(reason, 'en'), '') AS saidEn,
    nullIf(JSONExtractString(reason, 'fr'), '') AS saidFr
FROM listed
ORDER BY at DESC, proofId
