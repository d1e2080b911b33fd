-- What: the locks that end within the next seven days, by the day on which they do: of copies that are still there, as
-- they were last seen. Only copies that were once seen locked until then are looked at, from the day of the first of
-- these on. `+ 0` keeps the engine from looking so many keys up in its index, which takes longer than reading the days
-- through. Reads: copy_rows.
-- Takes nowMs, zone, tenants, environments, products, sites, rowsMax, rowsBefore.
-- Returns ends_on, vault, tenant, copies, bytes, first_at.
WITH
    fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC') AS since,
    fromUnixTimestamp64Milli({nowMs:Int64} + 7 * 86400000, 'UTC') AS until,
    (
        SELECT if(count() = 0, toDate('2149-06-06'), min(day))
        FROM copy_rows
        WHERE removed = 0 AND locked_until >= since AND locked_until < until
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    ) AS first_day
SELECT
    toDate(assumeNotNull(ends_at), {zone:String}) AS ends_on,
    vault,
    tenant,
    count() AS copies,
    sum(ifNull(size_bytes, 0)) AS bytes,
    min(assumeNotNull(ends_at)) AS first_at
FROM (
    SELECT tenant, vault, removed, size_bytes, locked_until AS ends_at
    FROM copy_rows
    WHERE day >= first_day
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
        AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        AND copy_key + 0 IN (
            SELECT copy_key
            FROM copy_rows
            WHERE removed = 0 AND locked_until >= since AND locked_until < until
                AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        )
    ORDER BY intDiv(version, 1048576) DESC, removed DESC, version DESC
    LIMIT 1 BY copy_key
)
WHERE NOT removed AND ends_at >= since AND ends_at < until
GROUP BY ends_on, vault, tenant
ORDER BY ends_on, vault, tenant
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
