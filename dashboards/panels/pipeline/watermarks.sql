-- What: up to when each collector has delivered all, how far behind that is, and when it was last heard: the furthest
-- behind first. Reads: collectors. Takes nowMs, rowsMax, rowsBefore.
-- Returns collector, watermark, behind_seconds, heard_at, silent_seconds.
SELECT
    collector,
    watermark,
    greatest(0, dateDiff('millisecond', watermark, fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC'))) / 1000
        AS behind_seconds,
    heard_at,
    greatest(0, dateDiff('millisecond', heard_at, fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC'))) / 1000
        AS silent_seconds
FROM collectors
ORDER BY behind_seconds DESC, collector
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
