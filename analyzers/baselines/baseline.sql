-- What: what is usual of one series, the twin of fit-baseline.ts.
-- Reads: nothing but its parameters. Takes, of each accepted run in order of time: values Array(Float64) (logs, mostly),
-- days Array(Float64) (local ones since the epoch), seasons Array(UInt8), dayParts Array(UInt8).
-- Returns: one row: points, center, slopePerDay, seasonOffsets, dayPartOffsets, cellOffsets, level, scale.
-- One step a subquery, as an alias is worked out again wherever it is named.
WITH
    given AS (
        SELECT
            {values:Array(Float64)} AS ys,
            {days:Array(Float64)} AS ds,
            {seasons:Array(UInt8)} AS seasonGroups,
            {dayParts:Array(UInt8)} AS dayPartGroups,
            arrayMap((season, part) -> toUInt8(season * 8 + part), seasonGroups, dayPartGroups) AS cellGroups,
            length(ys) AS n,
            intDiv(n, 3) AS third
    ),
    sloped AS (
        SELECT *, if((n < 21 OR ds[n] - ds[1] < 14) AND (n < 8 OR ds[n] - ds[1] < 49), 0,
            (arrayReduce('quantileExactInclusive(0.5)', arraySlice(ys, -third)) - arrayReduce('quantileExactInclusive(0.5)', arraySlice(ys, 1, third)))
            / (arrayReduce('quantileExactInclusive(0.5)', arraySlice(ds, -third)) - arrayReduce('quantileExactInclusive(0.5)', arraySlice(ds, 1, third)))) AS slope
        FROM given
    ),
    straightened AS (SELECT *, arrayMap((y, d) -> y - slope * (d - ds[n]), ys, ds) AS straight FROM sloped),
    centered AS (SELECT *, arrayReduce('quantileExactInclusive(0.5)', straight) AS aboutCenter FROM straightened),
    leveled AS (SELECT *, arrayMap(y -> y - aboutCenter, straight) AS rest0 FROM centered),
    season1Rest AS (SELECT *, rest0 AS season1Left FROM leveled),
    season1Level AS (SELECT *, arrayReduce('quantileExactInclusive(0.5)', season1Left) AS season1Middle FROM season1Rest),
    season1Spread AS (SELECT *, 1.4826 * arrayReduce('quantileExactInclusive(0.5)', arrayMap(x -> abs(x - season1Middle), season1Left)) AS season1Width FROM season1Level),
    season1Medians AS (
        SELECT *,
            arrayMap(g -> arrayFilter((x, h) -> h = g, rest0, seasonGroups), range(arrayMax(seasonGroups) + 1)) AS season1Members,
            arrayMap(xs -> if(length(xs) < 2, 0, arrayReduce('quantileExactInclusive(0.5)', xs) - season1Middle), season1Members) AS season1Centers
        FROM season1Spread
    ),
    season1 AS (
        SELECT *, arrayMap((c, xs) -> if(c = 0, 0, c * (c * c) / (c * c + pow(1.2533 * season1Width, 2) / length(xs))),
            season1Centers, season1Members) AS seasonOffsets1
        FROM season1Medians
    ),
    season2Rest AS (SELECT *, arrayMap((x, g) -> x - seasonOffsets1[g + 1], rest0, seasonGroups) AS season2Left FROM season1),
    season2Level AS (SELECT *, arrayReduce('quantileExactInclusive(0.5)', season2Left) AS season2Middle FROM season2Rest),
    season2Spread AS (SELECT *, 1.4826 * arrayReduce('quantileExactInclusive(0.5)', arrayMap(x -> abs(x - season2Middle), season2Left)) AS season2Width FROM season2Level),
    season2Medians AS (
        SELECT *,
            arrayMap(g -> arrayFilter((x, h) -> h = g, rest0, seasonGroups), range(arrayMax(seasonGroups) + 1)) AS season2Members,
            arrayMap(xs -> if(length(xs) < 2, 0, arrayReduce('quantileExactInclusive(0.5)', xs) - season2Middle), season2Members) AS season2Centers
        FROM season2Spread
    ),
    season2 AS (
        SELECT *, arrayMap((c, xs) -> if(c = 0, 0, c * (c * c) / (c * c + pow(1.2533 * season2Width, 2) / length(xs))),
            season2Centers, season2Members) AS seasonOffsets2
        FROM season2Medians
    ),
    seasonDone AS (SELECT *, arrayMap((x, g) -> x - seasonOffsets2[g + 1], rest0, seasonGroups) AS rest1 FROM season2),
    dayPart1Rest AS (SELECT *, rest1 AS dayPart1Left FROM seasonDone),
    dayPart1Level AS (SELECT *, arrayReduce('quantileExactInclusive(0.5)', dayPart1Left) AS dayPart1Middle FROM dayPart1Rest),
    dayPart1Spread AS (SELECT *, 1.4826 * arrayReduce('quantileExactInclusive(0.5)', arrayMap(x -> abs(x - dayPart1Middle), dayPart1Left)) AS dayPart1Width FROM dayPart1Level),
    dayPart1Medians AS (
        SELECT *,
            arrayMap(g -> arrayFilter((x, h) -> h = g, rest1, dayPartGroups), range(arrayMax(dayPartGroups) + 1)) AS dayPart1Members,
            arrayMap(xs -> if(length(xs) < 2, 0, arrayReduce('quantileExactInclusive(0.5)', xs) - dayPart1Middle), dayPart1Members) AS dayPart1Centers
        FROM dayPart1Spread
    ),
    dayPart1 AS (
        SELECT *, arrayMap((c, xs) -> if(c = 0, 0, c * (c * c) / (c * c + pow(1.2533 * dayPart1Width, 2) / length(xs))),
            dayPart1Centers, dayPart1Members) AS dayPartOffsets1
        FROM dayPart1Medians
    ),
    dayPart2Rest AS (SELECT *, arrayMap((x, g) -> x - dayPartOffsets1[g + 1], rest1, dayPartGroups) AS dayPart2Left FROM dayPart1),
    dayPart2Level AS (SELECT *, arrayReduce('quantileExactInclusive(0.5)', dayPart2Left) AS dayPart2Middle FROM dayPart2Rest),
    dayPart2Spread AS (SELECT *, 1.4826 * arrayReduce('quantileExactInclusive(0.5)', arrayMap(x -> abs(x - dayPart2Middle), dayPart2Left)) AS dayPart2Width FROM dayPart2Level),
    dayPart2Medians AS (
        SELECT *,
            arrayMap(g -> arrayFilter((x, h) -> h = g, rest1, dayPartGroups), range(arrayMax(dayPartGroups) + 1)) AS dayPart2Members,
            arrayMap(xs -> if(length(xs) < 2, 0, arrayReduce('quantileExactInclusive(0.5)', xs) - dayPart2Middle), dayPart2Members) AS dayPart2Centers
        FROM dayPart2Spread
    ),
    dayPart2 AS (
        SELECT *, arrayMap((c, xs) -> if(c = 0, 0, c * (c * c) / (c * c + pow(1.2533 * dayPart2Width, 2) / length(xs))),
            dayPart2Centers, dayPart2Members) AS dayPartOffsets2
        FROM dayPart2Medians
    ),
    dayParted AS (SELECT *, if(length(arrayDistinct(dayPartGroups)) > 1, dayPartOffsets2, []) AS byDayPart FROM dayPart2),
    dayPartDone AS (
        SELECT *, arrayMap((x, g) -> x - if(empty(byDayPart), 0, byDayPart[g + 1]), rest1, dayPartGroups) AS rest2
        FROM dayParted
    ),
    cell1Rest AS (SELECT *, rest2 AS cell1Left FROM dayPartDone),
    cell1Level AS (SELECT *, arrayReduce('quantileExactInclusive(0.5)', cell1Left) AS cell1Middle FROM cell1Rest),
    cell1Spread AS (SELECT *, 1.4826 * arrayReduce('quantileExactInclusive(0.5)', arrayMap(x -> abs(x - cell1Middle), cell1Left)) AS cell1Width FROM cell1Level),
    cell1Medians AS (
        SELECT *,
            arrayMap(g -> arrayFilter((x, h) -> h = g, rest2, cellGroups), range(arrayMax(cellGroups) + 1)) AS cell1Members,
            arrayMap(xs -> if(length(xs) < 2, 0, arrayReduce('quantileExactInclusive(0.5)', xs) - cell1Middle), cell1Members) AS cell1Centers
        FROM cell1Spread
    ),
    cell1 AS (
        SELECT *, arrayMap((c, xs) -> if(c = 0, 0, c * (c * c) / (c * c + pow(1.2533 * cell1Width, 2) / length(xs))),
            cell1Centers, cell1Members) AS cellOffsets1
        FROM cell1Medians
    ),
    cell2Rest AS (SELECT *, arrayMap((x, g) -> x - cellOffsets1[g + 1], rest2, cellGroups) AS cell2Left FROM cell1),
    cell2Level AS (SELECT *, arrayReduce('quantileExactInclusive(0.5)', cell2Left) AS cell2Middle FROM cell2Rest),
    cell2Spread AS (SELECT *, 1.4826 * arrayReduce('quantileExactInclusive(0.5)', arrayMap(x -> abs(x - cell2Middle), cell2Left)) AS cell2Width FROM cell2Level),
    cell2Medians AS (
        SELECT *,
            arrayMap(g -> arrayFilter((x, h) -> h = g, rest2, cellGroups), range(arrayMax(cellGroups) + 1)) AS cell2Members,
            arrayMap(xs -> if(length(xs) < 2, 0, arrayReduce('quantileExactInclusive(0.5)', xs) - cell2Middle), cell2Members) AS cell2Centers
        FROM cell2Spread
    ),
    cell2 AS (
        SELECT *, arrayMap((c, xs) -> if(c = 0, 0, c * (c * c) / (c * c + pow(1.2533 * cell2Width, 2) / length(xs))),
            cell2Centers, cell2Members) AS cellOffsets2
        FROM cell2Medians
    ),
    cells AS (SELECT *, if(length(arrayDistinct(dayPartGroups)) > 1, cellOffsets2, []) AS byCell FROM cell2),
    rested AS (SELECT *, arrayMap((x, g) -> x - if(empty(byCell), 0, byCell[g + 1]), rest2, cellGroups) AS rest FROM cells),
    erred AS (
        SELECT *, arrayMap(i -> abs(rest[i] - arrayReduce('quantileExactInclusive(0.5)', arraySlice(rest, greatest(1, i - 9), least(9, i - 1)))),
            range(greatest(4, toInt32(n) - 62), toInt32(n) + 1)) AS errors
        FROM rested
    )
SELECT
    toUInt32(n) AS points,
    aboutCenter AS center,
    slope AS slopePerDay,
    seasonOffsets2 AS seasonOffsets,
    byDayPart AS dayPartOffsets,
    byCell AS cellOffsets,
    arrayReduce('quantileExactInclusive(0.5)', arraySlice(rest, -9)) AS level,
    if(empty(errors), 0, greatest(
        1.4826 * arrayReduce('quantileExactInclusive(0.5)', errors),
        1.1 / 1.645 * arrayReduce('quantileExactInclusive(0.9)', errors))) AS scale
FROM erred
