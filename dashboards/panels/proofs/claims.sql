-- What: what the random draws show of all copies of each tenant: the claims of the weekly report, by the formula of
-- verifiers/statistics/log-evidence.ts and bound-bad-share.ts (an e-process, valid however often one looks) over the
-- samples of verifiers/draws/list-claims.ts; held against them by a test.
-- Reads: proofs that were drawn. Takes nowMs, rowsMax, rowsBefore; tenants: empty for all.
-- Returns one row a tenant and level of its newest campaign: drawn, counted, failed (of those counted: what was drawn
-- and has no proof after a week has failed), awaited (of which no later one counts before them), and goodShare: with the
-- confidence at least that share is good; null where nothing can be claimed yet.
WITH
    0.05 AS alpha,
    drawn_proofs AS (
        SELECT
            tenant,
            wanted,
            outcome = 'proven' AS isGood,
            parseDateTime64BestEffort(JSONExtractString(drawn, 'campaignAt'), 3, 'UTC') AS campaignAt,
            JSONExtractString(drawn, 'draw') AS draw,
            parseDateTime64BestEffort(JSONExtractString(drawn, 'drawnAt'), 3, 'UTC') AS drawnAt,
            JSONExtractInt(drawn, 'sequence') AS sequence,
            JSONExtractInt(drawn, 'position') AS position,
            JSONExtractInt(drawn, 'drawn') AS size,
            JSONExtractInt(drawn, 'copies') AS copies
        FROM proofs
        WHERE reason = 'drawn'
            AND finished_at >= fromUnixTimestamp64Milli({nowMs:Int64} - 400 * 86400000, 'UTC')
            AND finished_at < fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC')
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND drawnAt < fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC')
    ),
    newest AS (
        SELECT *, max(campaignAt) OVER (PARTITION BY tenant, wanted) AS newestAt FROM drawn_proofs
    ),
    draws AS (
        SELECT
            tenant, wanted, campaignAt, draw,
            any(drawnAt) AS drawnAt, any(sequence) AS sequence, any(size) AS size, any(copies) AS copies,
            groupArray(position) AS positions,
            groupArray(isGood) AS verdicts
        FROM newest
        WHERE campaignAt = newestAt
        GROUP BY tenant, wanted, campaignAt, draw
    ),
    -- Of a draw of which nothing is known but its place in the line, all have failed.
    placed AS (
        SELECT
            *,
            greatest(0, sequence - lagInFrame(sequence + size, 1, 0) OVER (
                PARTITION BY tenant, wanted ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS lost
        FROM draws
    ),
    sampled AS (
        SELECT
            tenant, wanted, campaignAt, drawnAt, sequence, size, copies, lost,
            {nowMs:Int64} - toUnixTimestamp64Milli(drawnAt) > 7 * 86400000 AS isOver,
            arrayMap(
                at -> if(has(positions, at), toInt8(verdicts[indexOf(positions, at)]), if(isOver, 0, -1)),
                range(toInt64(0), size)) AS seen,
            -- Of each copy: its draw's size, how many came before it, how many of those failed, whether it is good.
            arrayConcat(
                arrayMap(at -> (toFloat64(greatest(copies, lost)), toFloat64(at), toFloat64(at), toInt8(0)), range(toInt64(0), lost)),
                arrayMap(
                    (at, good) -> (toFloat64(copies), toFloat64(at), toFloat64(arrayCount(x -> x = 0, arraySlice(seen, 1, at))), good),
                    range(toInt64(0), size), seen)) AS own
        FROM placed
    ),
    lined AS (
        SELECT
            tenant, wanted,
            any(campaignAt) AS since,
            max(drawnAt) AS lastDrawnAt,
            argMax(copies, sequence) AS population,
            max(sequence + size) AS drawn,
            arrayFlatten(arrayMap(x -> x.2, arraySort(groupArray((sequence, own))))) AS line
        FROM sampled
        GROUP BY tenant, wanted
    ),
    counted AS (
        SELECT
            *,
            toInt64(arrayFirstIndex(x -> x.4 < 0, line)) AS firstAwaited,
            arraySlice(line, 1, if(firstAwaited = 0, toInt64(length(line)), firstAwaited - 1)) AS samples,
            arrayMap(x -> x.1, samples) AS sizes,
            arrayMap(x -> x.2, samples) AS befores,
            arrayMap(x -> x.3, samples) AS fails,
            arrayMap(x -> x.4, samples) AS goods
        FROM lined
    ),
    -- The evidence against "at every draw at least so many ten-thousandths of the copies were bad", which grows with
    -- them: first by hundreds, then one by one.
    coarse AS (
        SELECT
            tenant, wanted, step,
            arrayMap(
                (n, before, failed) -> least(1., greatest(0., (ceil(step / 10000 * n) - failed) / (n - before))),
                sizes, befores, fails) AS chances,
            if(has(goods, 0), -inf, -arraySum(c -> log1p(-c), chances)) AS allGood,
            arraySum((c, good) -> if(good = 1, log1p(-c / 4) - log1p(-c), log(0.25)), chances, goods) AS fewBad,
            greatest(allGood, fewBad) AS most,
            if(isFinite(most), most + log((exp(allGood - most) + exp(fewBad - most)) / 2), most) AS evidence
        FROM counted
        ARRAY JOIN arrayConcat(range(100, 10000, 100), [9999]) AS step
    ),
    bounded AS (
        SELECT tenant, wanted, minIf(step, evidence >= -log(alpha)) AS above FROM coarse GROUP BY tenant, wanted
    ),
    fine AS (
        SELECT
            tenant, wanted, step,
            arrayMap(
                (n, before, failed) -> least(1., greatest(0., (ceil(step / 10000 * n) - failed) / (n - before))),
                sizes, befores, fails) AS chances,
            if(has(goods, 0), -inf, -arraySum(c -> log1p(-c), chances)) AS allGood,
            arraySum((c, good) -> if(good = 1, log1p(-c / 4) - log1p(-c), log(0.25)), chances, goods) AS fewBad,
            greatest(allGood, fewBad) AS most,
            if(isFinite(most), most + log((exp(allGood - most) + exp(fewBad - most)) / 2), most) AS evidence
        FROM (SELECT * FROM counted INNER JOIN bounded USING (tenant, wanted))
        ARRAY JOIN if(above = 0, [], range(intDiv(above - 1, 100) * 100 + 1, above + 1)) AS step
    ),
    bound AS (
        SELECT tenant, wanted, min(step) AS bad FROM fine WHERE evidence >= -log(alpha) GROUP BY tenant, wanted
    )
SELECT
    tenant,
    wanted AS level,
    since,
    lastDrawnAt,
    population AS copies,
    drawn,
    length(samples) AS counted,
    arrayCount(x -> x = 0, goods) AS failed,
    toInt64(drawn - length(samples)) AS awaited,
    1 - alpha AS confidence,
    if(bad = 0, NULL, round(1 - bad / 10000, 4)) AS goodShare
FROM counted
LEFT ANY JOIN bound USING (tenant, wanted)
ORDER BY tenant, level
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
SETTINGS join_use_nulls = 0
