-- What: findings open at some instant of a span, and those about a slot in it. Reads: findings.
-- Takes: fromMs, untilMs. Returns: body, the finding as JSON.
SELECT body
FROM findings
WHERE (opened_at < fromUnixTimestamp64Milli({untilMs:Int64})
        AND (resolved_at IS NULL OR resolved_at >= fromUnixTimestamp64Milli({fromMs:Int64})))
    OR (slot >= fromUnixTimestamp64Milli({fromMs:Int64})
        AND slot < fromUnixTimestamp64Milli({untilMs:Int64}))
