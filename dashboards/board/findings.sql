-- What: findings as they last were, open ones first; members after what is told without a parent;
-- then the worst, then the newest.
-- Reads: findings. Takes open: Bool and resolved: Bool, which of the two are wanted;
-- resolvedSinceMs: Int64, how far back resolved ones go; severities: Array(String), worst first;
-- rowsMax: UInt32.
-- Returns id, seriesId (empty where the finding is about no series), body (the finding as JSON).
SELECT
    id,
    series_id AS seriesId,
    body
FROM findings
WHERE ({open:Bool} AND resolved_at IS NULL)
    OR ({resolved:Bool} AND resolved_at >= fromUnixTimestamp64Milli({resolvedSinceMs:Int64}, 'UTC'))
ORDER BY
    resolved_at IS NOT NULL,
    JSONExtractString(body, 'parent') != '',
    indexOf({severities:Array(String)}, severity),
    opened_at DESC,
    id
LIMIT {rowsMax:UInt32}
