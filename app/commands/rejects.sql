-- Reads: rejects. Returns: a row per origin and fault, with how many, first and last seen, and the newest one's reason.
SELECT
    origin,
    fault,
    count() AS count,
    toUnixTimestamp64Milli(min(received_at)) AS firstMs,
    toUnixTimestamp64Milli(max(received_at)) AS lastMs,
    argMax(reason, received_at) AS reason,
    argMax(position, received_at) AS position
FROM rejects
GROUP BY origin, fault
ORDER BY lastMs DESC
LIMIT 1000
