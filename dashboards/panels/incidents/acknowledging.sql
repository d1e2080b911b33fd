-- What: per day, how long it took from when an incident last asked for somebody to its acknowledgement: half within the
-- median, nine of ten within p90. Where it asked again since, from its opening. Reads: incidents, of the last 398
-- days at most.
-- Takes fromMs, toMs, zone, tenants, environments, products, sites.
-- Returns day, acknowledged, median_seconds, p90_seconds.
SELECT
    toDate(assumeNotNull(acknowledged_at), {zone:String}) AS day,
    count() AS acknowledged,
    quantileExactLow(0.5)(
        dateDiff('millisecond', if(asked_at <= acknowledged_at, asked_at, opened_at), assumeNotNull(acknowledged_at))
    ) / 1000 AS median_seconds,
    quantileExact(0.9)(
        dateDiff('millisecond', if(asked_at <= acknowledged_at, asked_at, opened_at), assumeNotNull(acknowledged_at))
    ) / 1000 AS p90_seconds
FROM incidents
WHERE acknowledged_at >= fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 398 * 86400000), 'UTC')
    AND acknowledged_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
GROUP BY day
ORDER BY day
