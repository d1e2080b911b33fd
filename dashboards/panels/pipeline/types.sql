-- What: the events of the last day of the time, by what they say: how many, how many a minute, and how long after they
-- happened they were received, to a tenth of the figure. What came twice may count twice. Reads: delay_rows.
-- Takes fromMs, toMs. Returns type, events, per_minute, lag_median_seconds, lag_p95_seconds, last_at.
SELECT
    name AS type,
    sum(counted) AS events,
    events * 60000 / greatest(60000, least({toMs:Int64} - {fromMs:Int64}, 86400000)) AS per_minute,
    (exp2(quantileExactWeighted(0.5)(delay, counted) / 8) - 1) / 1000 AS lag_median_seconds,
    (exp2(quantileExactWeighted(0.95)(delay, counted) / 8) - 1) / 1000 AS lag_p95_seconds,
    CAST(max(delay_rows.last_at), 'DateTime64(3, \'UTC\')') AS last_at
FROM delay_rows
ARRAY JOIN tupleElement(delays, 1) AS delay, tupleElement(delays, 2) AS counted
WHERE of = 'type'
    AND delay_rows.at >= toDateTime(fromUnixTimestamp64Milli(greatest({fromMs:Int64}, {toMs:Int64} - 86400000), 'UTC'))
    AND delay_rows.at <= toDateTime(fromUnixTimestamp64Milli({toMs:Int64}, 'UTC'))
GROUP BY type
ORDER BY events DESC, type
