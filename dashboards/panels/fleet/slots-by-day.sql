-- What: what became of the slots of each of the last 14 days, tenant by tenant, and product by
-- product where one tenant is asked for. A slot counts once, by the worst that was found of it:
-- missing, failed (or stuck), late; what was only delivered late by its collector, was skipped or was
-- no slot after all is nothing that was wrong. Good runs count on the day on which they started,
-- without extra ones and those that filled a slot that counts as wrong; one whose events say several
-- days counts on the first. What went wrong counts on the day of its slot, or, of what has no slot, on
-- that on which it opened.
-- Reads: runs_by_day, run_rows, findings (their resolutions are those of analyzers/slots/why-slot-cleared.ts),
-- series_states. Takes tenants, environments, products, sites: empty for all; toMs: the end of the
-- last day; zone, in which days are cut; rowsMax.
-- Returns day, name, filled, late, failed, missing.
WITH
    toDate(fromUnixTimestamp64Milli({toMs:Int64}), {zone:String}) AS last_day,
    -- Runs of several days; most are of one, and have no key of their own.
    several AS (
        SELECT run_key
        FROM run_rows
        WHERE day >= last_day - 14 AND day <= last_day + 1
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        GROUP BY run_key
        HAVING min(day) < max(day)
    ),
    good AS (
        SELECT
            toDate(coalesce(started_at, finished_at), {zone:String}) AS started_on,
            if(length({tenants:Array(String)}) = 1, product, tenant) AS of_name,
            if(run_key IN several, run_key, 0) AS own_key,
            count() AS runs
        FROM runs_by_day
        WHERE day >= last_day - 14 AND day <= last_day + 1 AND outcome = 'succeeded'
            AND run_key NOT IN (
                SELECT sipHash64(series_id, run_id)
                FROM finding_rows
                WHERE kind = 'extra-run' AND opened_at >= toDateTime64(last_day - 15, 3, 'UTC')
            )
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        GROUP BY started_on, of_name, own_key
    ),
    counted AS (
        SELECT
            min(started_on) AS on_day,
            of_name,
            'filled' AS became,
            if(own_key = 0, sum(runs), 1) AS slots,
            0 AS filled_late
        FROM good
        GROUP BY of_name, own_key, if(own_key = 0, started_on, toDate(0))
        UNION ALL
        SELECT
            toDate(coalesce(wrong.due, wrong.first_opened_at), {zone:String}) AS on_day,
            if(length({tenants:Array(String)}) = 1, product, tenant) AS of_name,
            multiIf(wrong.missing > 0, 'missing', wrong.failed > 0, 'failed', 'late') AS became,
            count() AS slots,
            countIf(
                if(
                    ifNull(series_states.slot = wrong.due, 0),
                    series_states.state = 'filled',
                    wrong.filled > 0 OR (wrong.open = 0 AND wrong.missing = 0 AND wrong.failures = 0)
                )
            ) AS filled_late
        FROM
        (
            SELECT
                series_id,
                slot AS due,
                min(opened_at) AS first_opened_at,
                countIf(kind = 'missing') AS missing,
                countIf(kind IN ('failed', 'stuck')) AS failed,
                countIf(kind = 'failed') AS failures,
                countIf(resolved_at IS NULL) AS open,
                countIf(
                    startsWith(resolution, 'filled ') OR resolution = 'another run of the slot succeeded'
                ) AS filled
            FROM
            (
                SELECT *, JSONExtractString(body, 'resolution') AS resolution
                FROM findings
                WHERE kind IN ('late', 'missing', 'failed', 'stuck')
                    AND opened_at >= toDateTime64(last_day - 15, 3, 'UTC')
                    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            )
            WHERE resolved_at IS NULL
                OR match(resolution, '^(started|filled|ended) .+ late$|^became [a-z]+$')
                OR resolution IN (
                    'another run of the slot succeeded',
                    'the next backup succeeded',
                    'older than the slots that are kept'
                )
            GROUP BY series_id, slot
        ) AS wrong
        INNER JOIN series_states ON series_states.series_id = wrong.series_id
        WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        GROUP BY on_day, of_name, became
    )
SELECT
    on_day AS day,
    of_name AS name,
    greatest(0, toInt64(sumIf(slots, became = 'filled')) - toInt64(sum(filled_late))) AS filled,
    sumIf(slots, became = 'late') AS late,
    sumIf(slots, became = 'failed') AS failed,
    sumIf(slots, became = 'missing') AS missing
FROM counted
WHERE day > last_day - 14 AND day <= last_day
GROUP BY day, name
ORDER BY
    sum(missing) OVER (PARTITION BY name) DESC,
    sum(failed) OVER (PARTITION BY name) DESC,
    sum(late) OVER (PARTITION BY name) DESC,
    name,
    day
LIMIT {rowsMax:UInt32}
