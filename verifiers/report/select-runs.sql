-- What: runs that ended, by when they started; a run that failed first and then succeeded has
-- succeeded. Reads: events.
-- Takes: fromMs, untilMs (starts from, to before), asOfMs (heard before). Returns: seriesId,
-- runId, succeeded, startedAtMs.
SELECT
    series_id AS seriesId,
    run_id AS runId,
    max(type = 'vigie.backup.succeeded.v1') AS succeeded,
    toUnixTimestamp64Milli(min(coalesce(started_at, finished_at, time))) AS startedAtMs
FROM events
WHERE type IN ('vigie.backup.succeeded.v1', 'vigie.backup.failed.v1')
    AND time >= fromUnixTimestamp64Milli({fromMs:Int64})
    AND received_time < fromUnixTimestamp64Milli({asOfMs:Int64})
GROUP BY series_id, run_id
HAVING startedAtMs >= {fromMs:Int64} AND startedAtMs < {untilMs:Int64}
