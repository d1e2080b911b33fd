-- What: the fleet in one row: how many series there are, what is open, and what is not known.
-- Findings about no series count where nothing is filtered; a common cause never does, as its members do. A proof is
-- good at the level that the policy promises, or above.
-- Reads: series_states, findings, proof_head_rows. Takes tenants, environments, products, sites: empty for
-- all.
-- Returns series, unknown, learning, neverProven, openCritical, openWarning.
WITH
    ['exists', 'whole', 'sound', 'restored', 'right'] AS levels,
    empty({tenants:Array(String)}) AND empty({environments:Array(String)})
        AND empty({products:Array(String)}) AND empty({sites:Array(String)}) AS is_whole,
    known AS (
        SELECT
            series_id,
            1 AS is_series,
            state = 'unknown' AS is_unknown,
            learning_needed IS NOT NULL AS is_learning,
            toInt16(indexOf(levels, proof_level)) AS promised,
            toInt16(-1) AS reached,
            0 AS critical,
            0 AS warning
        FROM series_states
        WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (
                empty({environments:Array(String)})
                OR has({environments:Array(String)}, environment)
            )
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        UNION ALL
        SELECT series_id, 0, 0, 0, 0, toInt16(-1), severity = 'critical', severity = 'warning'
        FROM findings
        WHERE resolved_at IS NULL
            AND id NOT IN (
                SELECT id FROM finding_rows WHERE series_id = '' AND JSONHas(body, 'evidence', 'members')
            )
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        UNION ALL
        SELECT series_id, 0, 0, 0, 0, toInt16(indexOf(levels, level)), 0, 0
        FROM proof_head_rows
        WHERE outcome = 'proven'
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    ),
    each AS (
        SELECT
            max(is_series) AS chosen,
            chosen OR (series_id = '' AND is_whole) AS is_told,
            max(is_unknown) AS unknown,
            max(is_learning) AS learning,
            max(reached) >= max(promised) AS proven,
            sum(critical) AS criticals,
            sum(warning) AS warnings
        FROM known
        GROUP BY series_id
    )
SELECT
    countIf(chosen) AS series,
    countIf(chosen AND unknown) AS unknown,
    countIf(chosen AND learning) AS learning,
    countIf(chosen AND NOT proven) AS neverProven,
    sumIf(criticals, is_told) AS openCritical,
    sumIf(warnings, is_told) AS openWarning
FROM each
