-- What: what is usual of the sizes of every series, or of those heard of since an instant; the twin of fit-baseline.ts
-- over what point-history.ts keeps. Differentials, whose season is their age, are left to the detection.
-- Reads: event_rows, where a repeated delivery is the same point; finding_rows: a run whose size was told teaches
-- nothing; series_states: the policy, which has the zone.
-- Takes: nowMs Int64; sinceMs Int64 (0: all); fromId and toId String (ids of series, the latter excluded); and of each
-- policy, by index: policies, zones (names), spanFroms and
-- spanOffsets (of its zone, in ms; no spans: UTC).
-- Writes: baseline_rows. One step a subquery, as an alias is worked out again wherever it is named. Medians are read
-- from sorted arrays, which takes half the time of quantileExact; blocks are small so that they stay in the cache.
INSERT INTO baseline_rows
WITH
    -- In one number of an instant and a size: sorting is cheaper than by a key.
    grouped AS (
        SELECT
            series_id,
            arrayCompact(arraySort(groupArray(1000000)(bitOr(
                bitShiftLeft(toUInt128(toUnixTimestamp64Milli(assumeNotNull(started_at))), 32),
                toUInt128(reinterpretAsUInt32(toFloat32(log(greatest(assumeNotNull(size_bytes), 1))))))))) AS packed
        FROM (
            SELECT series_id, started_at, size_bytes
            FROM event_rows
            WHERE type = 'vigie.backup.succeeded.v1' AND backup_type != 'differential'
                AND series_id >= {fromId:String} AND series_id < {toId:String}
                AND ({sinceMs:Int64} = 0 OR series_id GLOBAL IN (
                    SELECT series_id FROM event_rows WHERE received_time >= fromUnixTimestamp64Milli({sinceMs:Int64})))
                AND started_at IS NOT NULL AND size_bytes IS NOT NULL
            SETTINGS max_block_size = 65409
        )
        GROUP BY series_id
        SETTINGS max_block_size = 1024, group_by_two_level_threshold = 1
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
            series_id,
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
            series_id, froms, offsets,
            arrayMap(point -> reinterpretAsFloat32(toUInt32(bitAnd(point, toUInt128(4294967295)))), points) AS allValues,
            arrayMap(point -> toInt64(bitShiftRight(point, 32)), points) AS instants
        FROM taught
        WHERE notEmpty(points)
    ),
    -- Clocks change twice a year: one change is quickly allowed for, and more of them one by one.
    spanned AS (
        SELECT series_id, froms, offsets, allValues, instants,
            arrayFilter((at, offset) -> at > instants[1] AND at <= instants[-1], froms, offsets) AS moves,
            offsets[arrayCount(at -> at <= instants[1], froms)] AS offset0,
            if(empty(moves), 0, offsets[indexOf(froms, moves[1])] - offset0) AS change1
        FROM unpacked
    ),
    changing AS (SELECT series_id, froms, offsets, allValues, instants, moves, offset0, change1, moves[1] AS moveAt1 FROM spanned),
    local AS (
        SELECT series_id, allValues,
            if(length(moves) < 2,
                arrayMap(at -> (at + offset0 + if(at >= moveAt1, change1, 0)) / 86400000, instants),
                arrayMap(at -> (at + offsets[arrayCount(other -> other <= at, froms)]) / 86400000, instants)) AS allDays
        FROM changing
    ),
    celled AS (
        SELECT series_id, allValues, allDays, arrayMap(day -> toInt32(floor(day)) * 8 + toInt32(floor((day - floor(day)) * 6)), allDays) AS allCells
        FROM local
    ),
    -- Of more than 63 runs, one of a part of a day; of more than 63 of those, one of a day.
    crowded AS (
        SELECT series_id, allValues, allDays, allCells, toInt32(length(allDays)) AS runs, runs > 63 AND length(arrayCompact(arrayMap(cell -> intDiv(cell, 8), allCells))) < length(allCells) AS isCrowded
        FROM celled
    ),
    older AS (
        SELECT series_id, allValues, allDays, allCells, runs, isCrowded,
            if(isCrowded, arrayFilter((i, cell) -> i = 1 OR cell != allCells[i - 1],
                range(toInt32(1), runs - 62), arraySlice(allCells, 1, -63)), []) AS byPart
        FROM crowded
    ),
    oldest AS (
        SELECT series_id, allValues, allDays, runs, isCrowded, byPart,
            if(byPart[-1] = runs - 63, 63, 62) AS partsKept,
            arraySlice(byPart, 1, -partsKept) AS beforeParts,
            arrayMap(i -> intDiv(allCells[i], 8), beforeParts) AS daysBefore,
            arrayFilter((i, n) -> n = 1 OR daysBefore[n] != daysBefore[n - 1], beforeParts, arrayEnumerate(beforeParts)) AS byDay
        FROM older
    ),
    thinned AS (
        SELECT
            series_id,
            arraySlice(arrayConcat(byDay, arraySlice(byPart, -partsKept), if(isCrowded, range(runs - 62, runs + 1), [])), -189) AS kept,
            if(isCrowded, arrayMap(i -> allValues[i], kept), arraySlice(allValues, -189)) AS ys,
            if(isCrowded, arrayMap(i -> allDays[i], kept), arraySlice(allDays, -189)) AS ds
        FROM oldest
    ),
    placed AS (
        SELECT series_id, ys, ds,
            toInt32(length(ys)) AS n,
            intDiv(n, 3) AS third,
            arrayMap(day -> toUInt8(positiveModulo(toInt32(floor(day)) + 3, 7)), ds) AS seasons,
            arrayMap(day -> toUInt8(floor((day - floor(day)) * 6)), ds) AS parts
        FROM thinned
    ),
    ends AS (
        SELECT series_id, ys, ds, n, third, seasons, parts,
            (n >= 21 AND ds[n] - ds[1] >= 14) OR (n >= 8 AND ds[n] - ds[1] >= 49) AS isSloped,
            arraySort(arraySlice(ys, 1, if(isSloped, third, 0))) AS firstThird,
            arraySort(arraySlice(ys, n - third + 1, if(isSloped, third, 0))) AS lastThird
        FROM placed
    ),
    sloped AS (
        SELECT series_id, ys, ds, n, seasons, parts, if(NOT isSloped, 0,
            (toFloat64(lastThird[intDiv(third + 1, 2)]) + lastThird[intDiv(third, 2) + 1] - firstThird[intDiv(third + 1, 2)] - firstThird[intDiv(third, 2) + 1])
            / (ds[n - third + intDiv(third + 1, 2)] + ds[n - third + intDiv(third, 2) + 1] - ds[intDiv(third + 1, 2)] - ds[intDiv(third, 2) + 1])) AS slope
        FROM ends
    ),
    anchored AS (SELECT series_id, ys, ds, n, seasons, parts, slope, ds[n] AS origin FROM sloped),
    straightened AS (SELECT series_id, ds, n, seasons, parts, slope, origin, arrayMap((y, day) -> y - slope * (day - origin), ys, ds) AS straight FROM anchored),
    ordered AS (SELECT series_id, ds, n, seasons, parts, slope, origin, straight, arraySort(straight) AS straightSorted FROM straightened),
    centered AS (SELECT series_id, ds, n, seasons, parts, slope, origin, straight, (straightSorted[intDiv(n + 1, 2)] + straightSorted[intDiv(n, 2) + 1]) / 2 AS center FROM ordered),
    leveled AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, arrayMap(y -> y - center, straight) AS rest0 FROM centered),
    -- Twice: the offsets by the spread of what they are taken from, then by the spread of what they leave.
    seasonMembers AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, arrayMap(xs -> arraySort(xs), arrayReduce('groupArrayResample(0, 7, 1)', rest0, seasons)) AS seasonSorted FROM leveled),
    seasonMedians AS (
        SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0,
            arrayMap(xs -> length(xs), seasonSorted) AS seasonCounts,
            arrayMap(xs -> (xs[intDiv(length(xs) + 1, 2)] + xs[intDiv(length(xs), 2) + 1]) / 2, seasonSorted) AS seasonCenters,
            arraySort(rest0) AS seasonAll1
        FROM seasonMembers
    ),
    seasonLevel1 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, (seasonAll1[intDiv(length(seasonAll1) + 1, 2)] + seasonAll1[intDiv(length(seasonAll1), 2) + 1]) / 2 AS seasonMiddle1 FROM seasonMedians),
    seasonSpread1 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, seasonMiddle1, arraySort(arrayMap(x -> abs(x - seasonMiddle1), rest0)) AS seasonSizes1 FROM seasonLevel1),
    seasonWidth1 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, seasonMiddle1, pow(1.2533 * 1.4826 * (seasonSizes1[intDiv(length(seasonSizes1) + 1, 2)] + seasonSizes1[intDiv(length(seasonSizes1), 2) + 1]) / 2, 2) AS seasonError1 FROM seasonSpread1),
    seasonOffset1 AS (
        SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + seasonError1 / k)),
            arrayMap(m -> m - seasonMiddle1, seasonCenters), seasonCounts) AS seasonOffsets1
        FROM seasonWidth1
    ),
    seasonLeft2 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, arrayMap((x, g) -> x - seasonOffsets1[g + 1], rest0, seasons) AS seasonLeft FROM seasonOffset1),
    seasonOrder2 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, seasonLeft, arraySort(seasonLeft) AS seasonAll2 FROM seasonLeft2),
    seasonLevel2 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, seasonLeft, (seasonAll2[intDiv(length(seasonAll2) + 1, 2)] + seasonAll2[intDiv(length(seasonAll2), 2) + 1]) / 2 AS seasonMiddle2 FROM seasonOrder2),
    seasonSpread2 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, seasonMiddle2, arraySort(arrayMap(x -> abs(x - seasonMiddle2), seasonLeft)) AS seasonSizes2 FROM seasonLevel2),
    seasonWidth2 AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, seasonCounts, seasonCenters, seasonMiddle2, pow(1.2533 * 1.4826 * (seasonSizes2[intDiv(length(seasonSizes2) + 1, 2)] + seasonSizes2[intDiv(length(seasonSizes2), 2) + 1]) / 2, 2) AS seasonError2 FROM seasonSpread2),
    seasonOffset2 AS (
        SELECT series_id, ds, n, seasons, parts, slope, origin, center, rest0, arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + seasonError2 / k)),
            arrayMap(m -> m - seasonMiddle2, seasonCenters), seasonCounts) AS seasonOffsets2
        FROM seasonWidth2
    ),
    seasoned AS (SELECT series_id, ds, n, seasons, parts, slope, origin, center, seasonOffsets2, arrayMap((x, g) -> x - seasonOffsets2[g + 1], rest0, seasons) AS seasonedRest FROM seasonOffset2),
    -- What runs but at one time of the day has no other season: its arrays are empty, and cost nothing.
    parted AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest,
            arrayMin(parts) != arrayMax(parts) AS isIntraday,
            if(isIntraday, seasonedRest, []) AS rest1,
            if(isIntraday, parts, []) AS dayParts,
            if(isIntraday, arrayMap((season, part) -> toUInt8(season * 8 + part), seasons, parts), []) AS cells
        FROM seasoned
    ),
    partMembers AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, arrayMap(g -> arraySort(arrayFilter((x, h) -> h = g, rest1, dayParts)), range(if(isIntraday, 6, 0))) AS partSorted FROM parted),
    partMedians AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells,
            arrayMap(xs -> length(xs), partSorted) AS partCounts,
            arrayMap(xs -> (xs[intDiv(length(xs) + 1, 2)] + xs[intDiv(length(xs), 2) + 1]) / 2, partSorted) AS partCenters,
            arraySort(rest1) AS partAll1
        FROM partMembers
    ),
    partLevel1 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, (partAll1[intDiv(length(partAll1) + 1, 2)] + partAll1[intDiv(length(partAll1), 2) + 1]) / 2 AS partMiddle1 FROM partMedians),
    partSpread1 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, partMiddle1, arraySort(arrayMap(x -> abs(x - partMiddle1), rest1)) AS partSizes1 FROM partLevel1),
    partWidth1 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, partMiddle1, pow(1.2533 * 1.4826 * (partSizes1[intDiv(length(partSizes1) + 1, 2)] + partSizes1[intDiv(length(partSizes1), 2) + 1]) / 2, 2) AS partError1 FROM partSpread1),
    partOffset1 AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + partError1 / k)),
            arrayMap(m -> m - partMiddle1, partCenters), partCounts) AS partOffsets1
        FROM partWidth1
    ),
    partLeft2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, arrayMap((x, g) -> x - partOffsets1[g + 1], rest1, dayParts) AS partLeft FROM partOffset1),
    partOrder2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, partLeft, arraySort(partLeft) AS partAll2 FROM partLeft2),
    partLevel2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, partLeft, (partAll2[intDiv(length(partAll2) + 1, 2)] + partAll2[intDiv(length(partAll2), 2) + 1]) / 2 AS partMiddle2 FROM partOrder2),
    partSpread2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, partMiddle2, arraySort(arrayMap(x -> abs(x - partMiddle2), partLeft)) AS partSizes2 FROM partLevel2),
    partWidth2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, partCounts, partCenters, partMiddle2, pow(1.2533 * 1.4826 * (partSizes2[intDiv(length(partSizes2) + 1, 2)] + partSizes2[intDiv(length(partSizes2), 2) + 1]) / 2, 2) AS partError2 FROM partSpread2),
    partOffset2 AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, rest1, dayParts, cells, arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + partError2 / k)),
            arrayMap(m -> m - partMiddle2, partCenters), partCounts) AS partOffsets2
        FROM partWidth2
    ),
    dayParted AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, arrayMap((x, g) -> x - partOffsets2[g + 1], rest1, dayParts) AS dayPartedRest FROM partOffset2),
    cellMembers AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, arrayMap(g -> arraySort(arrayFilter((x, h) -> h = g, dayPartedRest, cells)), range(if(isIntraday, 56, 0))) AS cellSorted FROM dayParted),
    cellMedians AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest,
            arrayMap(xs -> length(xs), cellSorted) AS cellCounts,
            arrayMap(xs -> (xs[intDiv(length(xs) + 1, 2)] + xs[intDiv(length(xs), 2) + 1]) / 2, cellSorted) AS cellCenters,
            arraySort(dayPartedRest) AS cellAll1
        FROM cellMembers
    ),
    cellLevel1 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, (cellAll1[intDiv(length(cellAll1) + 1, 2)] + cellAll1[intDiv(length(cellAll1), 2) + 1]) / 2 AS cellMiddle1 FROM cellMedians),
    cellSpread1 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, cellMiddle1, arraySort(arrayMap(x -> abs(x - cellMiddle1), dayPartedRest)) AS cellSizes1 FROM cellLevel1),
    cellWidth1 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, cellMiddle1, pow(1.2533 * 1.4826 * (cellSizes1[intDiv(length(cellSizes1) + 1, 2)] + cellSizes1[intDiv(length(cellSizes1), 2) + 1]) / 2, 2) AS cellError1 FROM cellSpread1),
    cellOffset1 AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + cellError1 / k)),
            arrayMap(m -> m - cellMiddle1, cellCenters), cellCounts) AS cellOffsets1
        FROM cellWidth1
    ),
    cellLeft2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, arrayMap((x, g) -> x - cellOffsets1[g + 1], dayPartedRest, cells) AS cellLeft FROM cellOffset1),
    cellOrder2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, cellLeft, arraySort(cellLeft) AS cellAll2 FROM cellLeft2),
    cellLevel2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, cellLeft, (cellAll2[intDiv(length(cellAll2) + 1, 2)] + cellAll2[intDiv(length(cellAll2), 2) + 1]) / 2 AS cellMiddle2 FROM cellOrder2),
    cellSpread2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, cellMiddle2, arraySort(arrayMap(x -> abs(x - cellMiddle2), cellLeft)) AS cellSizes2 FROM cellLevel2),
    cellWidth2 AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, cellCounts, cellCenters, cellMiddle2, pow(1.2533 * 1.4826 * (cellSizes2[intDiv(length(cellSizes2) + 1, 2)] + cellSizes2[intDiv(length(cellSizes2), 2) + 1]) / 2, 2) AS cellError2 FROM cellSpread2),
    cellOffset2 AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, cells, partOffsets2, dayPartedRest, arrayMap((c, k) -> if(k < 2 OR c = 0, 0, c * (c * c) / (c * c + cellError2 / k)),
            arrayMap(m -> m - cellMiddle2, cellCenters), cellCounts) AS cellOffsets2
        FROM cellWidth2
    ),
    celledAll AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, seasonedRest, isIntraday, partOffsets2, cellOffsets2, arrayMap((x, g) -> x - cellOffsets2[g + 1], dayPartedRest, cells) AS celledAllRest FROM cellOffset2),
    rested AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, if(isIntraday, celledAllRest, seasonedRest) AS rest FROM celledAll),
    -- The median of nine is that of the greatest of the lows, the middle of the middles and the least of the highs of
    -- three sorted threes; each three serves three windows.
    tailed AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, if(n < 9, [], arraySlice(rest, -72)) AS tail, if(n < 9, 2, toInt32(length(tail))) AS m FROM rested),
    threes AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, tail,
            arrayMap((a, b, c) -> (least(least(a, b), c), greatest(least(a, b), least(greatest(a, b), c)), greatest(greatest(a, b), c)),
                arraySlice(tail, 1, m - 2), arraySlice(tail, 2, m - 2), arraySlice(tail, 3, m - 2)) AS sorted,
            greatest(0, m - 8) AS windows
        FROM tailed
    ),
    nines AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, tail, windows,
            arrayMap((a, b, c) -> greatest(greatest(a, b), c),
                arraySlice(sorted.1, 1, windows), arraySlice(sorted.1, 4, windows), arraySlice(sorted.1, 7, windows)) AS lows,
            arrayMap((a, b, c) -> greatest(least(a, b), least(greatest(a, b), c)),
                arraySlice(sorted.2, 1, windows), arraySlice(sorted.2, 4, windows), arraySlice(sorted.2, 7, windows)) AS middles,
            arrayMap((a, b, c) -> least(least(a, b), c),
                arraySlice(sorted.3, 1, windows), arraySlice(sorted.3, 4, windows), arraySlice(sorted.3, 7, windows)) AS highs
        FROM threes
    ),
    moved AS (SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, tail, windows, arrayMap((a, b, c) -> greatest(least(a, b), least(greatest(a, b), c)), lows, middles, highs) AS levels FROM nines),
    -- Before nine are known the level is that of fewer.
    early AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, tail, windows, levels, if(n >= 72, [], arrayMap(i -> abs(rest[i] - arrayReduce('quantileExactInclusive(0.5)', arraySlice(rest, 1, i - 1))),
            range(greatest(4, n - 62), least(n, 9) + 1))) AS earlyErrors
        FROM moved
    ),
    erred AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, levels, toInt32(length(errors)) AS e,
            arraySort(arrayConcat(earlyErrors, arrayMap((x, level) -> abs(x - level), arraySlice(tail, 10), arraySlice(levels, 1, greatest(0, windows - 1))))) AS errors
        FROM early
    ),
    scaled AS (
        SELECT series_id, ds, n, slope, origin, center, seasonOffsets2, partOffsets2, cellOffsets2, rest, levels, 0.9 * (e - 1) AS rank, toInt32(floor(rank)) AS below,
            if(e = 0, 0, greatest(
                1.4826 * ((errors[intDiv(e + 1, 2)] + errors[intDiv(e, 2) + 1]) / 2),
                1.1 / 1.645 * (errors[below + 1] + (rank - below) * (errors[least(e, below + 2)] - errors[below + 1])))) AS scale
        FROM erred
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
    scale,
    {zones:Array(String)}[policyIndex] AS zone
FROM scaled
LEFT ANY JOIN zoned USING series_id
SETTINGS max_block_size = 1024, join_use_nulls = 0, query_plan_merge_expressions = 0, compile_expressions = 0
