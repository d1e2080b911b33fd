-- What: by tenant and vault, the copies whose retention ends within the next 24 hours, and those that findings say should
-- be gone by now, with the earliest instant by which one should have been. Retention counts from the end of a run.
-- Reads: runs_by_day, series_states, copy_rows, findings. Takes nowMs, tenants, environments, products, sites, rowsMax,
-- rowsBefore. Returns tenant, vault, due_copies, due_bytes, overdue_copies, overdue_since.
-- Only the days are read on which what is due may have run: by the shortest and the longest retention that is promised.
WITH (SELECT (min(keep_ms), max(keep_ms)) FROM series_states WHERE keep_ms IS NOT NULL) AS kept
SELECT
    tenant,
    vault,
    sum(due) AS due_copies,
    sum(bytes) AS due_bytes,
    sum(overdue) AS overdue_copies,
    minOrNull(since) AS overdue_since
FROM (
    SELECT tenant, vault, 1 AS due, ifNull(size_bytes, 0) AS bytes, 0 AS overdue, NULL AS since
    FROM (
        SELECT tenant, vault, removed, size_bytes
        FROM copy_rows
        WHERE day >= toDate(fromUnixTimestamp64Milli({nowMs:Int64} - kept.2, 'UTC'), 'UTC') - 2
            AND run_key IN (
            SELECT runs.run_key
            FROM runs_by_day AS runs
            INNER JOIN series_states AS promised ON promised.series_id = runs.series_id
            WHERE runs.outcome = 'succeeded'
                AND runs.day >= toDate(fromUnixTimestamp64Milli({nowMs:Int64} - kept.2, 'UTC'), 'UTC') - 2
                AND runs.day <= toDate(fromUnixTimestamp64Milli({nowMs:Int64} - kept.1, 'UTC'), 'UTC') + 1
                AND promised.keep_ms IS NOT NULL
                AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, runs.tenant))
                AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, runs.environment))
                AND (empty({products:Array(String)}) OR has({products:Array(String)}, runs.product))
                AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, runs.site))
                AND toUnixTimestamp64Milli(assumeNotNull(runs.finished_at)) + promised.keep_ms
                    BETWEEN {nowMs:Int64} AND {nowMs:Int64} + 86400000
        )
        ORDER BY intDiv(version, 1048576) DESC, removed DESC, version DESC
        LIMIT 1 BY copy_key
    )
    WHERE NOT removed
    UNION ALL
    SELECT
        tenant,
        JSONExtractString(body, 'copy', 'vault') AS vault,
        0 AS due,
        0 AS bytes,
        JSONExtractUInt(body, 'evidence', 'copies') AS overdue,
        parseDateTime64BestEffortOrNull(JSONExtractString(body, 'evidence', 'purgeBy'), 3, 'UTC') AS since
    FROM findings
    WHERE kind = 'purge-overdue'
        AND resolved_at IS NULL
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)})
            OR has({environments:Array(String)}, JSONExtractString(body, 'series', 'environment')))
        AND (empty({products:Array(String)})
            OR has({products:Array(String)}, JSONExtractString(body, 'series', 'product')))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, JSONExtractString(body, 'series', 'site')))
)
GROUP BY tenant, vault
ORDER BY overdue_copies DESC, due_copies DESC, tenant, vault
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
