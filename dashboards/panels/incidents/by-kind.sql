-- What: incidents by the kind of what leads them, of some tenants alone of what leads among their findings: those open
-- and acknowledged now, and those opened within the time.
-- Reads: incidents. Takes fromMs, toMs, tenants, environments, products, sites, rowsMax, rowsBefore.
-- Returns kind, open, acknowledged, opened.
SELECT
    if(own_kind = '' OR empty({tenants:Array(String)}), incidents.kind, own_kind) AS kind,
    countIf(status = 'open') AS open,
    countIf(status = 'acknowledged') AS acknowledged,
    countIf(
        opened_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
        AND opened_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    ) AS opened
FROM incidents
WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
GROUP BY kind
HAVING open + acknowledged + opened > 0
ORDER BY open DESC, acknowledged DESC, opened DESC, kind
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
