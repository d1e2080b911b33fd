-- What: how runs compare with what is usual of their series: the twin of measure-size.ts and judge-size.ts over
-- `baselines`. A run is to be one that its baseline does not know yet.
-- Reads: baselines.
-- Takes, of each run by index: seriesIds, bytes, days, seasons, dayParts (see place-at.ts), minBytes (-1: none),
-- zBefores (how many scales the run before was out), and
-- the limits of its backup type (see size-limits.ts): scales, secondScales, falls, rises, priorScales, priorRuns, wholes.
-- Returns, of each: number (its index, from 1), expectedLog, change, scale, z (null where nothing is known) and verdict,
-- kind, rule (empty where its verdict has none).
WITH
    given AS (
        SELECT
            number, seriesId AS series_id, toFloat64(size) AS bytes, day, season, part, minimum,
            zBefore, scalesMax, secondMax, fallMax, riseMax, priorScale, priorRun, isWhole
        FROM (SELECT 1)
        ARRAY JOIN
            arrayEnumerate({seriesIds:Array(String)}) AS number,
            {seriesIds:Array(String)} AS seriesId,
            {bytes:Array(Int64)} AS size,
            {days:Array(Float64)} AS day,
            {seasons:Array(UInt8)} AS season,
            {dayParts:Array(UInt8)} AS part,
            {minBytes:Array(Int64)} AS minimum,
            {zBefores:Array(Float64)} AS zBefore,
            {scales:Array(Float64)} AS scalesMax,
            {secondScales:Array(Float64)} AS secondMax,
            {falls:Array(Float64)} AS fallMax,
            {rises:Array(Float64)} AS riseMax,
            {priorScales:Array(Float64)} AS priorScale,
            {priorRuns:Array(Float64)} AS priorRun,
            {wholes:Array(UInt8)} AS isWhole
    ),
    known AS (SELECT * FROM baselines WHERE series_id IN {seriesIds:Array(String)}),
    expected AS (
        SELECT *,
            center + slope_per_day * (day - origin_days) + season_offsets[season + 1] + day_part_offsets[part + 1]
                + cell_offsets[season * 8 + part + 1] + level AS expectedLog,
            least(points, 63) AS weight,
            greatest(sqrt((weight * pow(known.scale, 2) + priorRun * pow(priorScale, 2)) / (weight + priorRun)), 0.006) AS blended,
            log(greatest(bytes, 1)) - expectedLog AS change,
            change / blended AS z,
            day - first_days AS spanDays,
            points >= 3 AND (isWhole OR spanDays >= 13.5) AS isKnown,
            points >= 7 AND spanDays >= if(isWhole, 6, 20.5) AS isSure
        FROM given
        LEFT ANY JOIN known USING series_id
    ),
    limited AS (
        SELECT *,
            if(z * zBefore > 0 AND abs(zBefore) > secondMax, secondMax, scalesMax * pow(greatest(1, runs_per_day), 1 / 3))
                * if(isSure, 1, 1.6) AS wanted,
            if(points > 3, 0, -log(0.55)) AS leastLog,
            greatest(fallMax * if(isSure, 1, 2), leastLog) AS fall,
            greatest(riseMax * if(isSure, 1, 2), leastLog) AS rise,
            exp(expectedLog) AS usualBytes,
            bytes - usualBytes AS gained,
            bytes <= 0.01 * usualBytes OR (bytes <= 4096 AND usualBytes > 65536) AS isNearlyNothing,
            isNearlyNothing AND (isWhole OR if(isSure, z < -wanted, bytes = 0)) AS isEmpty,
            if(isWhole AND change <= log(0.55), 512, 16384) AS lostMin
        FROM expected
    ),
    judged AS (
        SELECT *,
            multiIf(
                minimum >= 0 AND bytes < minimum, 'minimum',
                isWhole AND bytes = 0, 'empty',
                points = 0, '',
                isEmpty, 'empty',
                NOT isKnown OR abs(z) <= wanted, '',
                (change < -fall AND -gained >= lostMin) OR (change > rise AND gained >= 1048576), 'baseline',
                '') AS rule
        FROM limited
    )
SELECT
    toUInt32(number) AS number,
    if(points = 0, NULL, expectedLog) AS expectedLog,
    if(points = 0, NULL, change) AS change,
    if(points = 0, NULL, blended) AS scale,
    if(points = 0, NULL, z) AS z,
    multiIf(rule != '', 'out', points = 0 OR NOT isKnown, 'unknown', abs(judged.z) <= wanted, 'usual', 'odd') AS verdict,
    multiIf(rule = '', '', rule != 'baseline' OR judged.change < 0, 'undersized', 'oversized') AS kind,
    rule
FROM judged
ORDER BY number
