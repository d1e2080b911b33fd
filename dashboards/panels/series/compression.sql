-- What: what share of its size each run of one series takes in its vault; one that jumps towards 1 may have been
-- encrypted by somebody else.
-- Reads: runs of that series. Takes seriesId, fromMs, toMs, rowsMax; tenants: empty for all.
-- Returns, newest first: at (its start), runId, ratio (stored to raw). Only of runs that say both sizes.
SELECT
    assumeNotNull(started_at) AS at,
    run_id AS runId,
    assumeNotNull(stored_bytes) / assumeNotNull(size_bytes) AS ratio
FROM runs
WHERE series_id = {seriesId:String}
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND started_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
    AND started_at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND size_bytes > 0 AND stored_bytes IS NOT NULL
ORDER BY at DESC, runId
LIMIT {rowsMax:UInt32}
