-- What: findings as they are now, the newest first.
-- Reads: findings. Takes tenants, kinds, severities (empty for all), which ('all', 'open' or
-- 'resolved'), sinceMs, untilMs (of opening, until excluded), seriesId and search ('' for any),
-- lastMs and lastId (where the page before ended), rowsMax.
-- Returns body, the finding's JSON.
SELECT body
FROM findings
WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
    AND (empty({severities:Array(String)}) OR has({severities:Array(String)}, severity))
    AND ({which:String} = 'all' OR ({which:String} = 'open') = (resolved_at IS NULL))
    AND toUnixTimestamp64Milli(opened_at) >= {sinceMs:Int64}
    AND toUnixTimestamp64Milli(opened_at) < {untilMs:Int64}
    AND ({seriesId:String} = '' OR series_id = {seriesId:String})
    AND (
        {search:String} = ''
        OR positionCaseInsensitiveUTF8(
            concatWithSeparator(
                '\n',
                kind,
                run_id,
                copy_uri,
                collector,
                JSONExtractString(body, 'series', 'instance'),
                JSONExtractString(body, 'series', 'asset'),
                JSONExtractString(body, 'summary', 'en'),
                JSONExtractString(body, 'summary', 'fr')
            ),
            {search:String}
        ) > 0
    )
    AND (toUnixTimestamp64Milli(opened_at), id) < ({lastMs:Int64}, {lastId:String})
ORDER BY opened_at DESC, id DESC
LIMIT {rowsMax:UInt32}
