-- What: how long each run of one series took, and how fast it was.
-- Reads: runs of that series. Takes seriesId, fromMs, toMs, rowsMax; tenants: empty for all.
-- Returns, newest first: at (its start), runId, duration, throughput (bytes a second; null of one that took no time).
SELECT
    assumeNotNull(started_at) AS at,
    run_id AS runId,
    (toUnixTimestamp64Milli(assumeNotNull(finished_at)) - toUnixTimestamp64Milli(at)) / 1000 AS duration,
    if(duration > 0, toInt64(round(assumeNotNull(size_bytes) / duration)), NULL) AS throughput
FROM runs
WHERE series_id = {seriesId:String}
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND started_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
    AND started_at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND outcome = 'succeeded'
ORDER BY at DESC, runId
LIMIT {rowsMax:UInt32}
