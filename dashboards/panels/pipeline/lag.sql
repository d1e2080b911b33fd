-- What: how long after they happened events were received, by the instant at which they were, of the last day of the
-- time: in steps of a minute, or over more than three hours of ten; to a tenth of the figure. What came twice may count
-- twice. Reads: delay_rows. Takes fromMs, toMs. Returns at, events, median_seconds, p95_seconds.
SELECT
    toDateTime64(toStartOfInterval(
        delay_rows.at,
        toIntervalSecond(if({toMs:Int64} - {fromMs:Int64} > 3 * 3600000, 600, 60)),
        'UTC'
    ), 3, 'UTC') AS at,
    sum(counted) AS events,
    (exp2(quantileExactWeighted(0.5)(delay, counted) / 8) - 1) / 1000 AS median_seconds,
    (exp2(quantileExactWeighted(0.95)(delay, counted) / 8) - 1) / 1000 AS p95_seconds
FROM delay_rows
ARRAY JOIN tupleElement(delays, 1) AS delay, tupleElement(delays, 2) AS counted
WHERE of = 'type'
    AND delay_rows.at >= toDateTime(fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 86400000), 'UTC'))
    AND delay_rows.at <= toDateTime(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'))
GROUP BY at
ORDER BY at
