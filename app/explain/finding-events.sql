-- Reads: events. Takes: seriesId, runId ('' for all runs), fromMs, toMs (epoch milliseconds).
-- Returns: body, the CloudEvents that bear on a finding, in the order in which they happened; 200 at most.
SELECT body
FROM events
WHERE series_id = {seriesId:String}
    AND ({runId:String} = '' OR run_id = {runId:String})
    AND toUnixTimestamp64Milli(time) BETWEEN {fromMs:Int64} AND {toMs:Int64}
ORDER BY time, id
LIMIT 200
