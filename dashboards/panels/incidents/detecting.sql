-- What: per day, how long after a slot's deadline its finding opened: half within the median, nine of ten within p90.
-- The deadline is the instant that the finding names (evidence.<kind>At), else when the slot was due; of a
-- stuck run, which may be found long after that, only by what it names.
-- Reads: findings, of the last 398 days at most. Takes fromMs, toMs, zone, tenants, environments, products, sites.
-- Returns day, findings, median_seconds, p90_seconds.
SELECT
    toDate(opened_at, {zone:String}) AS day,
    count() AS findings,
    quantileExactLow(0.5)(delay_ms) / 1000 AS median_seconds,
    quantileExact(0.9)(delay_ms) / 1000 AS p90_seconds
FROM (
    SELECT
        opened_at,
        JSONExtractString(body, 'evidence', concat(kind, 'At')) AS said,
        greatest(0, dateDiff(
            'millisecond',
            ifNull(parseDateTime64BestEffortOrNull(said, 3, 'UTC'), assumeNotNull(slot)),
            opened_at
        )) AS delay_ms
    FROM findings
    WHERE slot IS NOT NULL
        AND (kind IN ('late', 'missing', 'failed') OR (kind = 'stuck' AND JSONHas(body, 'evidence', 'stuckAt')))
        AND opened_at >= fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 398 * 86400000), 'UTC')
        AND opened_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)})
            OR has({environments:Array(String)}, JSONExtractString(body, 'series', 'environment')))
        AND (empty({products:Array(String)}) OR has({products:Array(String)}, JSONExtractString(body, 'series', 'product')))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, JSONExtractString(body, 'series', 'site')))
)
GROUP BY day
ORDER BY day
