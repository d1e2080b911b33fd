-- What: the proofs of one series, the newest first.
-- Reads: proofs. Takes seriesId, tenants (empty for all), lastMs and lastId (where the page before
-- ended), rowsMax. Returns the fields of `proofRow`; instants as milliseconds since the epoch.
SELECT
    id,
    series_id AS series,
    run_id AS runId,
    JSONExtractString(body, 'copy', 'role') AS role,
    copy_vault AS vault,
    copy_uri AS uri,
    wanted,
    nullIf(level, '') AS level,
    outcome,
    nullIf(failure, '') AS failure,
    toUnixTimestamp64Milli(started_at) AS startedAt,
    toUnixTimestamp64Milli(finished_at) AS finishedAt,
    restore_seconds AS restoreSeconds
FROM proofs
WHERE series_id = {seriesId:String}
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (toUnixTimestamp64Milli(finished_at), id) < ({lastMs:Int64}, {lastId:String})
ORDER BY finished_at DESC, id DESC
LIMIT {rowsMax:UInt32}
