-- What: the runs of one series in a span.
-- Reads: runs of that series. Takes seriesId, fromMs, toMs, rowsMax, rowsBefore; tenants: empty for all.
-- Returns, newest first: one row a run; outcome: succeeded, failed or running. Null: not said.
SELECT
    run_id AS runId,
    outcome,
    started_at AS startedAt,
    finished_at AS finishedAt,
    (toUnixTimestamp64Milli(finished_at) - toUnixTimestamp64Milli(started_at)) / 1000 AS duration,
    size_bytes AS size,
    stored_bytes AS stored
FROM runs
WHERE series_id = {seriesId:String}
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND coalesce(started_at, finished_at) >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
    AND coalesce(started_at, finished_at) < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
ORDER BY coalesce(started_at, finished_at) DESC, runId
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
