-- What: the backups of one asset that succeeded, whatever their type, and the copies of each that are
-- there; one row a copy, or one without a uri where none is there. One that said later that it failed
-- is left out. Reads: events, copies. Takes: series_ids (Array(String)), runs_max (UInt32).
-- Returns: readBackups' rows, newest run first, primaries first within a run.
WITH
    runs AS (
        SELECT
            series_id,
            run_id,
            argMaxIf(started_at, (time, source, id), type = 'vigie.backup.succeeded.v1') AS run_started_at,
            argMaxIf(finished_at, (time, source, id), type = 'vigie.backup.succeeded.v1') AS run_finished_at,
            argMaxIf(body, (time, source, id), type = 'vigie.backup.succeeded.v1') AS run_body,
            maxIf(finished_at, type = 'vigie.backup.failed.v1') AS failed_at
        FROM events
        WHERE series_id IN {series_ids:Array(String)}
          AND type IN ('vigie.backup.succeeded.v1', 'vigie.backup.failed.v1')
        GROUP BY series_id, run_id
        HAVING run_finished_at IS NOT NULL
           AND coalesce(failed_at <= run_finished_at, true)
        ORDER BY run_finished_at DESC, run_id
        LIMIT {runs_max:UInt32}
    )
SELECT
    r.series_id AS series_id,
    r.run_id AS run_id,
    toUnixTimestamp64Milli(r.run_started_at) AS started_at_ms,
    toUnixTimestamp64Milli(r.run_finished_at) AS finished_at_ms,
    JSONExtractBool(r.run_body, 'data', 'copyOnly') AS copy_only,
    JSONExtractString(r.run_body, 'data', 'parentRunId') AS parent_run_id,
    JSONExtractRaw(r.run_body, 'data', 'chain') AS chain,
    c.uri AS uri,
    c.role AS role,
    c.vault AS vault,
    c.size_bytes AS size_bytes,
    c.checksum_algorithm AS checksum_algorithm,
    c.checksum_value AS checksum_value,
    c.checksum_type AS checksum_type
FROM runs AS r
LEFT JOIN (
    SELECT *
    FROM copies
    WHERE series_id IN {series_ids:Array(String)} AND NOT removed
) AS c ON c.series_id = r.series_id AND c.run_id = r.run_id
ORDER BY r.run_finished_at DESC, r.run_id, c.role = 'primary' DESC, c.uri
