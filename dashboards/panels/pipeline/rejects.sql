-- What: what could not be taken within the time, by its fault and who sent it, and how much of that was replayed since.
-- Reads: rejects. Takes fromMs, toMs, rowsMax, rowsBefore.
-- Returns fault, source, rejects, replayed, last_at, last_reason.
SELECT
    fault,
    source,
    count() AS rejects,
    countIf(replayed_at IS NOT NULL) AS replayed,
    max(received_at) AS last_at,
    argMax(reason, (received_at, id)) AS last_reason
FROM rejects
WHERE received_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
    AND received_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
GROUP BY fault, source
ORDER BY rejects - replayed DESC, last_at DESC, fault, source
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
