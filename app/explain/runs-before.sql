-- What: the successful runs of a series before one of them, the latest first: what it was compared with.
-- Reads: events. Takes: seriesId, runId, runsMax. Returns: runId, startedAt (epoch milliseconds), seconds, sizeBytes, storedBytes.
WITH (
    SELECT min(started_at)
    FROM events
    WHERE series_id = {seriesId:String} AND run_id = {runId:String} AND started_at IS NOT NULL
) AS begun
SELECT
    run_id AS runId,
    toUnixTimestamp64Milli(assumeNotNull(min(started_at))) AS startedAt,
    dateDiff('second', assumeNotNull(min(started_at)), assumeNotNull(min(finished_at))) AS seconds,
    any(size_bytes) AS sizeBytes,
    any(stored_bytes) AS storedBytes
FROM events
WHERE series_id = {seriesId:String}
    AND type = 'vigie.backup.succeeded.v1'
    AND started_at < begun
GROUP BY run_id
ORDER BY startedAt DESC, runId DESC
LIMIT {runsMax:UInt32}
