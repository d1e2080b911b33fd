-- What: what each vault holds, by tenant and role: copies heard of within the time and not gone since, their bytes, those
-- whose size nobody said, and when one was last heard of. Reads: copy_rows.
-- Takes fromMs, toMs, tenants, environments, products, sites, rowsMax, rowsBefore.
-- Returns vault, tenant, role, copies, bytes, unsized, last_at.
-- A sighting or a removal that is the only one of its copy in the time says all; what has several is few, and is counted
-- as it last was: the second part takes back what the first counted of it. `+ 0` keeps the engine from looking so many
-- keys up in its index, which takes longer than reading the days through.
SELECT
    vault,
    tenant,
    role,
    toUInt64(sum(held)) AS copies,
    sum(size) AS bytes,
    toUInt64(sum(unknown)) AS unsized,
    max(seen_at) AS last_at
FROM (
    SELECT
        vault, tenant, role, toInt64(1) AS held, ifNull(size_bytes, 0) AS size, toInt64(isNull(size_bytes)) AS unknown,
        at AS seen_at
    FROM copy_rows
    WHERE removed = 0
        AND day >= toDate(fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'), 'UTC')
        AND day <= toDate(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'), 'UTC')
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
        AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
    UNION ALL
    SELECT
        last_vault, whose, last_role,
        toInt64(NOT is_gone) - sightings,
        if(is_gone, 0, ifNull(last_size, 0)) - sizes,
        toInt64(NOT is_gone AND isNull(last_size)) - unsizeds,
        last_seen_at
    FROM (
        SELECT
            any(vault) AS last_vault, any(tenant) AS whose, any(role) AS last_role,
            argMax(removed, (intDiv(version, 1048576), removed)) AS is_gone,
            argMaxIf(size_bytes, version, removed = 0) AS last_size,
            toInt64(countIf(removed = 0)) AS sightings,
            sumIf(ifNull(size_bytes, 0), removed = 0) AS sizes,
            toInt64(countIf(removed = 0 AND isNull(size_bytes))) AS unsizeds,
            maxIf(at, removed = 0) AS last_seen_at
        FROM copy_rows
        WHERE day >= toDate(fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'), 'UTC')
            AND day <= toDate(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'), 'UTC')
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
            AND copy_key + 0 IN (
                SELECT copy_key FROM copy_rows
                WHERE day >= toDate(fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'), 'UTC')
                    AND day <= toDate(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'), 'UTC')
                    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
                    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
                    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
                    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
                GROUP BY copy_key
                HAVING count() > 1
            )
        GROUP BY copy_key
    )
)
GROUP BY vault, tenant, role
HAVING copies > 0
ORDER BY bytes DESC, vault, tenant, role
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
