-- What: how many runs a baseline that begins anew then has to learn from.
-- Reads: events. Takes: seriesId, from (epoch milliseconds). Returns: runs.
SELECT uniqExact(run_id) AS runs
FROM events
WHERE series_id = {seriesId:String}
    AND type = 'vigie.backup.succeeded.v1'
    AND toUnixTimestamp64Milli(started_at) >= {from:Int64}
