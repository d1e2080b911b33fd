-- What: the size of each run of one series, and what is usual of it now: the twin of measure-size.ts and judge-size.ts
-- (analyzers/sizes) over `baselines`, with the limits of size-limits.ts; held against them by a test.
-- Reads: runs, series_states and baselines of that series. Takes seriesId, fromMs, toMs, rowsMax; tenants: empty for
-- all. Returns, newest first: at, runId, size, stored (null: not said), expected, low and high (outside of which a size
-- is told), change (log of size to expected), scale (spread, of logs). Null where too little is known, and of
-- differentials, which grow with the age of their full.
WITH
    (SELECT any(zone) FROM baselines WHERE series_id = {seriesId:String}) AS known_zone,
    if(known_zone = '', 'UTC', known_zone) AS zone,
    sized AS (
        SELECT
            series_id, run_id, assumeNotNull(started_at) AS at, assumeNotNull(size_bytes) AS size, stored_bytes AS stored,
            backup_type IN ('full', 'image') AS isWhole,
            multiIf(isWhole, 6, backup_type = 'differential', 7.5, 6.5) AS scales,
            multiIf(isWhole, 0.1, backup_type = 'differential', 0.7, backup_type = 'incremental', 1.4, 1.6) AS fall,
            multiIf(isWhole, 0.18, backup_type = 'differential', 0.6, backup_type = 'incremental', 1.2, 1.3) AS rise,
            multiIf(isWhole, 0.006, backup_type = 'differential', 0.16, backup_type = 'incremental', 0.4, 0.5) AS priorScale,
            if(isWhole, 4, 8) AS priorRuns
        FROM runs
        WHERE series_id = {seriesId:String}
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND started_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
            AND started_at < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
            AND outcome = 'succeeded'
        ORDER BY at DESC, run_id
        LIMIT {rowsMax:UInt32}
    ),
    placed AS (
        SELECT *,
            (toUnixTimestamp64Milli(at) + 1000 * timeZoneOffset(toTimeZone(at, zone))) / 86400000 AS localDay,
            positiveModulo(toInt32(floor(localDay)) + 3, 7) AS season,
            toInt32(floor((localDay - floor(localDay)) * 6)) AS part
        FROM sized
    ),
    measured AS (
        SELECT *,
            center + slope_per_day * (localDay - origin_days) + season_offsets[season + 1] + day_part_offsets[part + 1]
                + cell_offsets[season * 8 + part + 1] + level AS expectedLog,
            least(points, 63) AS weight,
            greatest(sqrt((weight * pow(known.scale, 2) + priorRuns * pow(priorScale, 2)) / (weight + priorRuns)), 0.006)
                AS spread,
            greatest(localDay, origin_days) - first_days AS spanDays,
            points >= 3 AND (isWhole OR spanDays >= 13.5) AS isKnown,
            points >= 7 AND spanDays >= if(isWhole, 6, 20.5) AS isSure,
            spread * scales * pow(greatest(1, runs_per_day), 1 / 3) * if(isSure, 1, 1.6) AS wanted,
            if(points > 3, 0, -log(0.55)) AS leastLog,
            expectedLog - greatest(wanted, fall * if(isSure, 1, 2), leastLog) AS lowLog,
            expectedLog + greatest(wanted, rise * if(isSure, 1, 2), leastLog) AS highLog
        FROM placed
        LEFT ANY JOIN (SELECT * FROM baselines WHERE series_id = {seriesId:String}) AS known USING series_id
    )
SELECT
    at,
    run_id AS runId,
    size,
    stored,
    if(isKnown, toInt64(round(least(exp(expectedLog), 9e18))), NULL) AS expected,
    if(isKnown, toInt64(round(least(exp(lowLog), 9e18))), NULL) AS low,
    if(isKnown, toInt64(round(least(exp(highLog), 9e18))), NULL) AS high,
    if(isKnown, log(greatest(size, 1)) - expectedLog, NULL) AS change,
    if(isKnown, spread, NULL) AS scale
FROM measured
ORDER BY at DESC, run_id
SETTINGS join_use_nulls = 0
