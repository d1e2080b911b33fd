-- What: the findings of one series: all that are open, and those that were open in a span; to list, and as marks on a
-- chart.
-- Reads: findings of that series. Takes seriesId, fromMs, toMs, rowsMax, rowsBefore; tenants: empty for all.
-- Returns, open ones first, then newest first: at, when it opened, and what it says.
SELECT
    id AS findingId,
    opened_at AS at,
    resolved_at AS resolvedAt,
    kind,
    severity,
    slot,
    nullIf(run_id, '') AS runId,
    JSONExtractString(body, 'summary', 'en') AS summaryEn,
    JSONExtractString(body, 'summary', 'fr') AS summaryFr,
    nullIf(JSONExtractString(body, 'resolution'), '') AS resolution
FROM findings
WHERE id IN (SELECT id FROM finding_rows WHERE series_id = {seriesId:String})
    AND series_id = {seriesId:String}
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND opened_at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND (resolved_at IS NULL OR resolved_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'))
ORDER BY resolved_at IS NOT NULL, at DESC, id
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
