-- What: how the duplicates of the time stand, by tenant and vault. `present`: heard of within the time, and not gone
-- since. The others are what findings say: missing, lost and differing of those open now, late of those that came in the
-- time, unverified of those that cannot be compared. A copy that is missing has no vault: its row's is empty.
-- Reads: copy_rows, findings. Takes fromMs, toMs, tenants, environments, products, sites, rowsMax, rowsBefore.
-- Returns tenant, vault, present, missing, late, lost, differing, unverified.
-- A sighting or a removal that is the only one of its copy in the time says all; what has several is few, and is counted
-- as it last was: the second part takes back what the first counted of it. `+ 0` keeps the engine from looking so many
-- keys up in its index, which takes longer than reading the days through.
SELECT
    tenant,
    vault,
    toUInt64(sum(is_present)) AS present,
    countIf(kind = 'copy-missing') AS missing,
    countIf(kind = 'copy-late') AS late,
    countIf(kind = 'copy-lost') AS lost,
    countIf(kind IN ('copy-size-mismatch', 'copy-checksum-mismatch', 'copy-changed', 'copy-damaged')) AS differing,
    countIf(kind = 'copy-unverified') AS unverified
FROM (
    SELECT tenant, vault, '' AS kind, sum(held) AS is_present
    FROM (
        SELECT tenant, vault, toInt64(1) AS held
        FROM copy_rows
        WHERE removed = 0
            AND role = 'duplicate'
            AND day >= toDate(fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'), 'UTC')
            AND day <= toDate(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'), 'UTC')
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        UNION ALL
        SELECT
            any(tenant), any(vault),
            toInt64(NOT argMax(removed, (intDiv(version, 1048576), removed))) - toInt64(countIf(removed = 0))
        FROM copy_rows
        WHERE role = 'duplicate'
            AND day >= toDate(fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'), 'UTC')
            AND day <= toDate(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'), 'UTC')
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
            AND copy_key + 0 IN (
                SELECT copy_key FROM copy_rows
                WHERE role = 'duplicate'
                    AND day >= toDate(fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'), 'UTC')
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
    GROUP BY tenant, vault
    HAVING is_present > 0
    UNION ALL
    SELECT tenant, JSONExtractString(body, 'copy', 'vault') AS vault, kind, 0 AS is_present
    FROM findings
    WHERE kind IN (
            'copy-missing', 'copy-late', 'copy-lost', 'copy-changed', 'copy-damaged', 'copy-size-mismatch',
            'copy-checksum-mismatch', 'copy-unverified'
        )
        AND if(
            kind = 'copy-late',
            opened_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
                AND opened_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'),
            resolved_at IS NULL
        )
        AND JSONExtractString(body, if(kind = 'copy-missing', 'evidence', 'copy'), 'role') = 'duplicate'
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)})
            OR has({environments:Array(String)}, JSONExtractString(body, 'series', 'environment')))
        AND (empty({products:Array(String)})
            OR has({products:Array(String)}, JSONExtractString(body, 'series', 'product')))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, JSONExtractString(body, 'series', 'site')))
)
GROUP BY tenant, vault
ORDER BY missing + lost + differing DESC, late DESC, tenant, vault
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
