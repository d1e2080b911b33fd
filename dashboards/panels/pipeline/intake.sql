-- What: how many events came in per minute, in steps of five minutes or, over more than two days, of an hour, or, over
-- more than forty, of a day; and by how much the latest of them came after it happened. What comes twice counts once.
-- Reads: intake. Takes fromMs, toMs. Returns step_at, per_minute, delay_seconds_max.
WITH multiIf(
    {toMs:Int64} - {fromMs:Int64} > 40 * 86400000, 86400,
    {toMs:Int64} - {fromMs:Int64} > 2 * 86400000, 3600,
    300
) AS step_seconds
SELECT
    toDateTime64(toStartOfInterval(
        intake.at,
        toIntervalSecond(step_seconds),
        'UTC'
    ), 3, 'UTC') AS step_at,
    sum(records) * 60 / step_seconds AS per_minute,
    greatest(0, max(delay_ms_max)) / 1000 AS delay_seconds_max
FROM intake
WHERE intake.at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
    AND intake.at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
GROUP BY step_at
ORDER BY step_at
