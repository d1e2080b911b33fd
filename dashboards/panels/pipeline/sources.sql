-- What: who ever spoke, and when each was last heard: those quiet for longest first; and how many events the days of the
-- time had of each. What came twice may count twice. Reads: delay_rows.
-- Takes fromMs, toMs, search, rowsMax, rowsBefore.
-- Returns source, events, last_at, quiet_seconds, lag_p95_seconds (null of one that said nothing within the time).
SELECT
    source,
    spoke.events AS events,
    heard.last_at AS last_at,
    greatest(0, dateDiff('millisecond', last_at, fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'))) / 1000 AS quiet_seconds,
    if(events = 0, NULL, spoke.p95_seconds) AS lag_p95_seconds
FROM (
    SELECT name AS source, CAST(max(delay_rows.last_at), 'DateTime64(3, \'UTC\')') AS last_at
    FROM delay_rows
    WHERE of = 'source'
        AND at <= toDateTime(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'))
        AND ({search:String} = '' OR positionCaseInsensitiveUTF8(name, {search:String}) > 0)
    GROUP BY source
) AS heard
LEFT ANY JOIN (
    SELECT
        name AS source,
        sum(counted) AS events,
        (exp2(quantileExactWeighted(0.95)(delay, counted) / 8) - 1) / 1000 AS p95_seconds
    FROM delay_rows
    ARRAY JOIN tupleElement(delays, 1) AS delay, tupleElement(delays, 2) AS counted
    WHERE of = 'source'
        AND at >= toStartOfDay(fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'), 'UTC')
        AND at <= toDateTime(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'))
        AND ({search:String} = '' OR positionCaseInsensitiveUTF8(name, {search:String}) > 0)
    GROUP BY source
) AS spoke USING source
ORDER BY last_at, source
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
SETTINGS join_use_nulls = 0
