-- What: incidents by their cause, as alerts/cause-of.ts writes it: family and place. Reads: incidents.
-- Takes fromMs, toMs, tenants, environments, products, sites, rowsMax, rowsBefore.
-- Of some tenants alone an incident that a cause of several leads stands under the cause of its tenant's findings.
-- Returns tenant, family, place_kind, place, open, incidents, findings.
WITH if(own_kind = '' OR empty({tenants:Array(String)}), cause, own_cause) AS told_cause
SELECT
    tenant,
    JSONExtractString(told_cause, 1) AS family,
    JSONExtractString(told_cause, JSONLength(told_cause) - 1) AS place_kind,
    JSONExtractString(told_cause, JSONLength(told_cause)) AS place,
    countIf(status != 'resolved') AS open,
    count() AS incidents,
    sum(findings_count) AS findings
FROM incidents
WHERE (
        status != 'resolved'
        OR (
            opened_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
            AND opened_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
        )
    )
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
GROUP BY tenant, family, place_kind, place
ORDER BY open DESC, incidents DESC, tenant, family, place_kind, place
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
