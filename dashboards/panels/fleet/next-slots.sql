-- What: how many series have their next slot in each of the coming 24 hours; each counts once.
-- Reads: series_states. Takes tenants, environments, products, sites: empty for all; nowMs;
-- zone, in which hours are cut.
-- Returns at (the beginning of the hour), series, tenants.
SELECT
    toDateTime64(toStartOfHour(next_slot, {zone:String}), 3, 'UTC') AS at,
    count() AS series,
    uniqExact(tenant) AS tenants
FROM series_states
WHERE next_slot >= fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC')
    AND next_slot < fromUnixTimestamp64Milli({nowMs:Int64} + 86400000, 'UTC')
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
GROUP BY at
ORDER BY at
