-- What: upgrades that were announced and have begun, of the last year. Reads: events. Takes: fromMs,
-- untilMs, between which they began. Returns: match (JSON), from_ms.
SELECT
    JSONExtractRaw(body, 'data', 'match') AS match,
    toUnixTimestamp64Milli(
        parseDateTime64BestEffortOrZero(JSONExtractString(body, 'data', 'from'), 3, 'UTC')
    ) AS from_ms
FROM events
WHERE type = 'vigie.change.announced.v1'
    AND JSONExtractString(body, 'data', 'kind') = 'upgrade'
    AND from_ms >= {fromMs:Int64}
    AND from_ms <= {untilMs:Int64}
ORDER BY from_ms DESC, id
LIMIT 10000
