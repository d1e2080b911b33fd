-- What: what is usual of the sizes of every series, or of those heard of since an instant; the twin of fit-baseline.ts
-- over what point-history.ts keeps. Differentials, whose season is their age, are left to the detection.
-- Reads: size_rows, where a repeated delivery is the same point; finding_rows and event_rows: a run whose size was told
-- teaches nothing, and what was heard of since; series_states: the policy, which has the zone.
-- Takes: nowMs Int64; sinceMs Int64 (0: all); fromId and toId String (ids of series, the latter excluded); and of each
-- policy, by index: policies, zones (names), spanFroms and
-- spanOffsets (of its zone, in ms; no spans: UTC).
-- Writes: baseline_rows. One step a subquery, as an alias is worked out again wherever it is named. Medians are read
-- from sorted arrays, which takes half the time of quantileExact; blocks are small so that they stay in the cache.
INSERT INTO baseline_rows
WITH
    grouped AS (
        SELECT series_id, arrayCompact(arraySort(groupArrayArray(1000000)(points))) AS packed
        FROM size_rows
        WHERE series_id >= {fromId:String} AND series_id < {toId:String}
            AND ({sinceMs:Int64} = 0 OR series_id GLOBAL IN (
                SELECT series_id FROM event_rows WHERE received_time >= fromUnixTimestamp64Milli({sinceMs:Int64})))
        GROUP BY series_id
        SETTINGS optimize_aggregation_in_order = 1, aggregation_in_order_max_block_bytes = 1000000
    ),
    told AS (
        SELECT series_id, groupArray(toUnixTimestamp64Milli(assumeNotNull(started_at))) AS toldMs
        FROM event_rows
        WHERE type = 'vigie.backup.succeeded.v1' AND series_id >= {fromId:String} AND series_id < {toId:String}
            AND (series_id, run_id) GLOBAL IN (
                SELECT series_id, run_id FROM finding_rows WHERE kind IN ('undersized', 'oversized'))
        GROUP BY series_id
    ),
    zoned AS (
        SELECT series_id, indexOf({policies:Array(String)}, policy) AS policyIndex
        FROM series_states
        WHERE series_id >= {fromId:String} AND series_id < {toId:String}
    ),
    taught AS (
        SELECT
            series_id, policyIndex,
            if(empty(toldMs), packed,
                arrayFilter(point -> NOT has(toldMs, toInt64(bitShiftRight(point, 32))), packed)) AS points,
            {spanFroms:Array(Array(Int64))}[policyIndex] AS froms,
            {spanOffsets:Array(Array(Int64))}[policyIndex] AS offsets
        FROM grouped
        LEFT ANY JOIN told USING series_id
        LEFT ANY JOIN zoned USING series_id
    ),
    unpacked AS (
        SELECT
            series_id, policyIndex, froms, offsets,
            toInt32(length(points)) AS runs,
            arrayMap(point -> reinterpretAsFloat32(toUInt32(point)), points) AS allValues,
            arrayMap(point -> toInt64(bitShiftRight(point, 32)), points) AS instants,
            arrayCount(from -> from <= instants[1], froms) AS firstSpan,
            arrayCount(from -> from <= instants[-1], froms) AS lastSpan
        FROM taught
        WHERE notEmpty(points)
    ),
    spanned AS (
        SELECT series_id, policyIndex, froms, offsets, runs, allValues, instants, lastSpan - firstSpan AS moves,
            froms[lastSpan] AS movedAt, offsets[firstSpan] AS offset0, offsets[lastSpan] AS offset1
        FROM unpacked
    ),
    -- Clocks change twice a year: one change is quickly allowed for, and more of them one by one.
    local AS (
        SELECT series_id, policyIndex, runs, allValues,
            if(moves < 2,
                arrayMap(at -> (at + if(at < movedAt, offset0, offset1)) / 86400000, instants),
                arrayMap(at -> (at + offsets[arrayCount(from -> from <= at, froms)]) / 86400000, instants)) AS allDays,
            runs > 63 AND length(arrayCompact(arrayMap(day -> toInt32(floor(day)), allDays))) < runs AS isCrowded
        FROM spanned
    ),
    -- Of more than 63 runs, one of a part of a day; of more than 63 of those, one of a day.
    celled AS (
        SELECT series_id, policyIndex, runs, allValues, allDays, isCrowded,
            arrayMap(day -> toInt32(floor(day)) * 8 + toInt32(floor((day - floor(day)) * 6)),
                if(isCrowded, arraySlice(allDays, 1, -63), [])) AS cells,
            arrayMap((cell, before) -> cell != before, cells, arrayPopBack(arrayPushFront(cells, toInt32(-1)))) AS isPart
        FROM local
    ),
    parted AS (
        SELECT series_id, policyIndex, runs, allValues, allDays, isCrowded,
            arrayFilter((value, is) -> is, arraySlice(allValues, 1, length(isPart)), isPart) AS partValues,
            arrayFilter((day, is) -> is, arraySlice(allDays, 1, length(isPart)), isPart) AS partDays,
            if(isPart[-1] = 1, 63, 62) AS partsKept
        FROM celled
    ),
    dayed AS (
        SELECT series_id, policyIndex, runs, allValues, allDays, isCrowded, partValues, partDays, partsKept,
            arrayMap(day -> toInt32(floor(day)), arraySlice(partDays, 1, -partsKept)) AS wholeDays,
            arrayMap((day, before) -> day != before, wholeDays, arrayPopBack(arrayPushFront(wholeDays, toInt32(-1)))) AS isDay
        FROM parted
    ),
    thinned AS (
        SELECT series_id, policyIndex,
            arraySlice(if(isCrowded, arrayConcat(
                arrayFilter((value, is) -> is, arraySlice(partValues, 1, length(isDay)), isDay),
                arraySlice(partValues, -partsKept), arraySlice(allValues, -63)), allValues), -189) AS ys,
            arraySlice(if(isCrowded, arrayConcat(
                arrayFilter((day, is) -> is, arraySlice(partDays, 1, length(isDay)), isDay),
                arraySlice(partDays, -partsKept), arraySlice(allDays, -63)), allDays), -189) AS ds,
            toInt32(length(ys)) AS n
        FROM dayed
    ),
    -- The middle of n sorted ones: from that on, one or two.
    placed AS (
        SELECT series_id, policyIndex, ys, ds, n, ds[n] AS origin, intDiv(n, 3) AS third,
            intDiv(n + 1, 2) AS midst, 2 - n % 2 AS midsts,
            (n >= 21 AND ds[n] - ds[1] >= 14) OR (n >= 8 AND ds[n] - ds[1] >= 49) AS isSloped,
            arrayMap(day -> toUInt8(positiveModulo(toInt32(floor(day)) + 3, 7)), ds) AS seasons,
            arrayMap(day -> toUInt8(floor((day - floor(day)) * 6)), ds) AS parts,
            arrayMin(parts) != arrayMax(parts) AS isIntraday
        FROM thinned
    ),
    sloped AS (
        SELECT series_id, policyIndex, ys, ds, n, midst, midsts, seasons, parts, isIntraday, origin, if(NOT isSloped, 0,
            (arrayAvg(arraySlice(arraySort(arraySlice(ys, -third)), intDiv(third + 1, 2), 2 - third % 2))
                - arrayAvg(arraySlice(arraySort(arraySlice(ys, 1, third)), intDiv(third + 1, 2), 2 - third % 2)))
            / (arrayAvg(arraySlice(ds, n - third + intDiv(third + 1, 2), 2 - third % 2))
                - arrayAvg(arraySlice(ds, intDiv(third + 1, 2), 2 - third % 2)))) AS slope
        FROM placed
    ),
    straightened AS (SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, arrayMap((y, day) -> y - slope * (day - origin), ys, ds) AS straight FROM sloped),
    centered AS (SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, straight, arraySlice(arraySort(straight), midst, midsts) AS middles, arrayAvg(middles) AS center FROM straightened),
    leveled AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, center,
            arrayMap(y -> y - center, straight) AS rest0,
            arrayAvg(arrayMap(y -> y - center, middles)) AS seasonMiddle1
        FROM centered
    ),
    -- Twice: the offsets by the spread of what they are taken from, then by the spread of what they leave.
    season1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, center, rest0, seasonMiddle1,
            pow(1.2533 * 1.4826 * arrayAvg(arraySlice(arraySort(arrayMap(x -> abs(x - seasonMiddle1), rest0)), midst, midsts)), 2) AS seasonError1,
            arrayMap(xs -> arraySort(xs), arrayReduce('groupArrayResample(0, 7, 1)', rest0, seasons)) AS seasonSorted,
            arrayMap(xs -> length(xs), seasonSorted) AS seasonCounts,
            arrayMap(xs -> (xs[intDiv(length(xs) + 1, 2)] + xs[intDiv(length(xs), 2) + 1]) / 2, seasonSorted) AS seasonCenters
        FROM leveled
    ),
    seasonOffset1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, center, rest0, seasonCounts, seasonCenters,
            arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + seasonError1 / k)),
                arrayMap(m -> m - seasonMiddle1, seasonCenters), seasonCounts) AS seasonOffsets1
        FROM season1
    ),
    seasonLeft AS (SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, center, rest0, seasonCounts, seasonCenters, arrayMap((x, g) -> x - seasonOffsets1[g + 1], rest0, seasons) AS seasonLeft FROM seasonOffset1),
    seasonLevel2 AS (SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, center, rest0, seasonCounts, seasonCenters, seasonLeft, arrayAvg(arraySlice(arraySort(seasonLeft), midst, midsts)) AS seasonMiddle2 FROM seasonLeft),
    seasonError2 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, center, rest0, seasonCounts, seasonCenters, seasonMiddle2,
            pow(1.2533 * 1.4826 * arrayAvg(arraySlice(arraySort(arrayMap(x -> abs(x - seasonMiddle2), seasonLeft)), midst, midsts)), 2) AS seasonError2
        FROM seasonLevel2
    ),
    seasonOffset2 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, seasons, parts, isIntraday, origin, slope, center, rest0,
            arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + seasonError2 / k)),
                arrayMap(m -> m - seasonMiddle2, seasonCenters), seasonCounts) AS seasonOffsets2
        FROM seasonError2
    ),
    -- What runs but at one time of the day has no other season: its arrays are empty, and cost nothing.
    seasoned AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2,
            arrayMap((x, g) -> x - seasonOffsets2[g + 1], rest0, seasons) AS seasonedRest,
            if(isIntraday, seasonedRest, []) AS partRest,
            if(isIntraday, parts, []) AS dayParts,
            if(isIntraday, arrayMap((season, part) -> toUInt8(season * 8 + part), seasons, parts), []) AS cells
        FROM seasonOffset2
    ),
    part1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, partRest, dayParts, cells, arrayAvg(arraySlice(arraySort(partRest), midst, midsts)) AS partMiddle1,
            arrayMap(g -> arraySort(arrayFilter((x, h) -> h = g, partRest, dayParts)), range(if(isIntraday, 6, 0))) AS partSorted,
            arrayMap(xs -> length(xs), partSorted) AS partCounts,
            arrayMap(xs -> (xs[intDiv(length(xs) + 1, 2)] + xs[intDiv(length(xs), 2) + 1]) / 2, partSorted) AS partCenters
        FROM seasoned
    ),
    partError1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, partRest, dayParts, cells, partMiddle1, partCounts, partCenters,
            pow(1.2533 * 1.4826 * arrayAvg(arraySlice(arraySort(arrayMap(x -> abs(x - partMiddle1), partRest)), midst, midsts)), 2) AS partError1
        FROM part1
    ),
    partOffset1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, partRest, dayParts, cells, partCounts, partCenters,
            arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + partError1 / k)),
                arrayMap(m -> m - partMiddle1, partCenters), partCounts) AS partOffsets1
        FROM partError1
    ),
    partLeft AS (SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, partRest, dayParts, cells, partCounts, partCenters, arrayMap((x, g) -> x - partOffsets1[g + 1], partRest, dayParts) AS partLeft FROM partOffset1),
    partLevel2 AS (SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, partRest, dayParts, cells, partCounts, partCenters, partLeft, arrayAvg(arraySlice(arraySort(partLeft), midst, midsts)) AS partMiddle2 FROM partLeft),
    partError2 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, partRest, dayParts, cells, partCounts, partCenters, partMiddle2,
            pow(1.2533 * 1.4826 * arrayAvg(arraySlice(arraySort(arrayMap(x -> abs(x - partMiddle2), partLeft)), midst, midsts)), 2) AS partError2
        FROM partLevel2
    ),
    partOffset2 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, partRest, dayParts, cells,
            arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + partError2 / k)),
                arrayMap(m -> m - partMiddle2, partCenters), partCounts) AS partOffsets2
        FROM partError2
    ),
    dayParted AS (SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, arrayMap((x, g) -> x - partOffsets2[g + 1], partRest, dayParts) AS cellRest FROM partOffset2),
    cell1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, cellRest, arrayAvg(arraySlice(arraySort(cellRest), midst, midsts)) AS cellMiddle1,
            arrayMap(g -> arraySort(arrayFilter((x, h) -> h = g, cellRest, cells)), range(if(isIntraday, 56, 0))) AS cellSorted,
            arrayMap(xs -> length(xs), cellSorted) AS cellCounts,
            arrayMap(xs -> (xs[intDiv(length(xs) + 1, 2)] + xs[intDiv(length(xs), 2) + 1]) / 2, cellSorted) AS cellCenters
        FROM dayParted
    ),
    cellError1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, cellRest, cellMiddle1, cellCounts, cellCenters,
            pow(1.2533 * 1.4826 * arrayAvg(arraySlice(arraySort(arrayMap(x -> abs(x - cellMiddle1), cellRest)), midst, midsts)), 2) AS cellError1
        FROM cell1
    ),
    cellOffset1 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, cellRest, cellCounts, cellCenters,
            arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + cellError1 / k)),
                arrayMap(m -> m - cellMiddle1, cellCenters), cellCounts) AS cellOffsets1
        FROM cellError1
    ),
    cellLeft AS (SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, cellRest, cellCounts, cellCenters, arrayMap((x, g) -> x - cellOffsets1[g + 1], cellRest, cells) AS cellLeft FROM cellOffset1),
    cellLevel2 AS (SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, cellRest, cellCounts, cellCenters, cellLeft, arrayAvg(arraySlice(arraySort(cellLeft), midst, midsts)) AS cellMiddle2 FROM cellLeft),
    cellError2 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, cellRest, cellCounts, cellCenters, cellMiddle2,
            pow(1.2533 * 1.4826 * arrayAvg(arraySlice(arraySort(arrayMap(x -> abs(x - cellMiddle2), cellLeft)), midst, midsts)), 2) AS cellError2
        FROM cellLevel2
    ),
    cellOffset2 AS (
        SELECT series_id, policyIndex, ds, n, midst, midsts, isIntraday, origin, slope, center, seasonOffsets2, seasonedRest, cells, partOffsets2, cellRest,
            arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + cellError2 / k)),
                arrayMap(m -> m - cellMiddle2, cellCenters), cellCounts) AS cellOffsets2
        FROM cellError2
    ),
    rested AS (
        SELECT series_id, policyIndex, ds, n, origin, slope, center, seasonOffsets2, partOffsets2, cellOffsets2,
            if(isIntraday, arrayMap((x, g) -> x - cellOffsets2[g + 1], cellRest, cells), seasonedRest) AS rest,
            if(n < 9, [], arraySlice(rest, -72)) AS tail,
            if(n < 9, 2, toInt32(length(tail))) AS m,
            greatest(0, m - 8) AS windows
        FROM cellOffset2
    ),
    -- The median of nine is that of the greatest of the lows, the middle of the middles and the least of the highs of
    -- three sorted threes; each three serves three windows.
    threes AS (
        SELECT series_id, policyIndex, ds, n, origin, slope, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, tail, windows,
            arrayMap((a, b, c) -> (least(least(a, b), c), greatest(least(a, b), least(greatest(a, b), c)), greatest(greatest(a, b), c)),
                arraySlice(tail, 1, m - 2), arraySlice(tail, 2, m - 2), arraySlice(tail, 3, m - 2)) AS sorted
        FROM rested
    ),
    nines AS (
        SELECT series_id, policyIndex, ds, n, origin, slope, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, tail, windows,
            arrayMap((a, b, c) -> greatest(greatest(a, b), c),
                arraySlice(sorted.1, 1, windows), arraySlice(sorted.1, 4, windows), arraySlice(sorted.1, 7, windows)) AS lows,
            arrayMap((a, b, c) -> greatest(least(a, b), least(greatest(a, b), c)),
                arraySlice(sorted.2, 1, windows), arraySlice(sorted.2, 4, windows), arraySlice(sorted.2, 7, windows)) AS middles,
            arrayMap((a, b, c) -> least(least(a, b), c),
                arraySlice(sorted.3, 1, windows), arraySlice(sorted.3, 4, windows), arraySlice(sorted.3, 7, windows)) AS highs
        FROM threes
    ),
    -- Before nine are known the level is that of fewer.
    moved AS (
        SELECT series_id, policyIndex, ds, n, origin, slope, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, tail, windows,
            arrayMap((a, b, c) -> greatest(least(a, b), least(greatest(a, b), c)), lows, middles, highs) AS levels,
            if(n >= 72, [], arrayMap(i -> abs(rest[i] - arrayReduce('quantileExactInclusive(0.5)', arraySlice(rest, 1, i - 1))),
                range(greatest(4, n - 62), least(n, 9) + 1))) AS earlyErrors
        FROM nines
    ),
    erred AS (
        SELECT series_id, policyIndex, ds, n, origin, slope, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, levels,
            arraySort(arrayConcat(earlyErrors, arrayMap((x, level) -> abs(x - level), arraySlice(tail, 10), arraySlice(levels, 1, greatest(0, windows - 1))))) AS errors,
            toInt32(length(errors)) AS e, 0.9 * (e - 1) AS rank, toInt32(floor(rank)) AS below
        FROM moved
    )
SELECT
    series_id,
    fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC') AS updated_at,
    toUInt16(n) AS points,
    ds[1] AS first_days,
    origin AS origin_days,
    if(ds[greatest(1, n - 62)] < origin, (least(n, 63) - 1) / (origin - ds[greatest(1, n - 62)]), 1) AS runs_per_day,
    center,
    slope AS slope_per_day,
    seasonOffsets2 AS season_offsets,
    partOffsets2 AS day_part_offsets,
    cellOffsets2 AS cell_offsets,
    if(n >= 9, levels[-1], arrayReduce('quantileExactInclusive(0.5)', rest)) AS level,
    if(e = 0, 0, greatest(
        1.4826 * ((errors[intDiv(e + 1, 2)] + errors[intDiv(e, 2) + 1]) / 2),
        1.1 / 1.645 * (errors[below + 1] + (rank - below) * (errors[least(e, below + 2)] - errors[below + 1])))) AS scale,
    {zones:Array(String)}[policyIndex] AS zone
FROM erred
SETTINGS max_block_size = 1024, join_use_nulls = 0, query_plan_merge_expressions = 0, compile_expressions = 0
