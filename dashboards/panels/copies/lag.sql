-- What: per day of the backup, how long after its primary a duplicate was heard of: half within the median, 19 of 20
-- within p95. Only runs that have both, of the last 398 days at most.
-- Reads: copy_rows, where a repeated sighting changes nothing.
-- Takes fromMs, toMs, zone, tenants, environments, products, sites. Returns day, runs, median_seconds, p95_seconds.
SELECT
    toDate(primary_at, {zone:String}) AS day,
    count() AS runs,
    quantile(0.5)(greatest(0, dateDiff('millisecond', primary_at, duplicate_at))) / 1000 AS median_seconds,
    quantile(0.95)(greatest(0, dateDiff('millisecond', primary_at, duplicate_at))) / 1000 AS p95_seconds
FROM (
    SELECT
        minIf(at, role = 'primary') AS primary_at,
        minIf(at, role = 'duplicate') AS duplicate_at
    FROM copy_rows
    WHERE removed = 0
        AND day >= toDate(fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 398 * 86400000), 'UTC'), 'UTC')
        AND day <= toDate(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'), 'UTC')
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
        AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
    GROUP BY run_key
)
WHERE toUnixTimestamp64Milli(primary_at) > 0 AND toUnixTimestamp64Milli(duplicate_at) > 0
GROUP BY day
ORDER BY day
