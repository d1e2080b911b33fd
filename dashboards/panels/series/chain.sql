-- What: the points to which the asset of one series can be restored, whatever the type of their backups: what each rests
-- on, where its copies are, how far the logs after it lead, and what is open that breaks it.
-- Reads: series_states, events, copies and findings of that asset. Takes seriesId, rowsMax, rowsBefore; tenants: empty
-- for all. Returns, newest first: one row a backup other than a log that succeeded and has a copy. restsOn: the run that
-- it names as its parent or whose backup set it names as its base, else that set; null of one that stands alone.
-- logsUntil: the end of the newest log before the next point; whether logs lack between is what `broken` tells.
WITH
    asset AS (
        SELECT series_id, backup_type
        FROM series_states
        WHERE (tenant, environment, product, site, asset_kind, instance, asset) IN (
            SELECT tenant, environment, product, site, asset_kind, instance, asset
            FROM series_states
            WHERE series_id = {seriesId:String}
                AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        )
    ),
    told AS (
        SELECT
            series_id,
            run_id,
            argMaxIf(started_at, (time, source, id), type = 'vigie.backup.succeeded.v1') AS began,
            argMaxIf(finished_at, (time, source, id), type = 'vigie.backup.succeeded.v1') AS ended,
            argMaxIf(body, (time, source, id), type = 'vigie.backup.succeeded.v1') AS said,
            maxIf(finished_at, type = 'vigie.backup.failed.v1') AS failed
        FROM events
        WHERE series_id IN (SELECT series_id FROM asset)
            AND type IN ('vigie.backup.succeeded.v1', 'vigie.backup.failed.v1')
        GROUP BY series_id, run_id
        HAVING ended IS NOT NULL AND ifNull(failed <= ended, 1)
    ),
    made AS (
        SELECT
            told.series_id AS series_id,
            told.run_id AS run_id,
            asset.backup_type AS type,
            began,
            ended,
            JSONExtractString(said, 'data', 'parentRunId') AS parent,
            JSONExtractString(said, 'data', 'chain', 'differentialBaseId') AS base,
            JSONExtractString(said, 'data', 'chain', 'backupSetId') AS backup_set
        FROM told
        INNER JOIN asset ON asset.series_id = told.series_id
    ),
    there AS (
        SELECT series_id, run_id, count() AS objects, arraySort(groupUniqArray(vault)) AS vaults
        FROM copies
        WHERE series_id IN (SELECT series_id FROM asset) AND NOT removed
        GROUP BY series_id, run_id
    ),
    bad AS (
        SELECT series_id, run_id, arrayStringConcat(arraySort(groupUniqArray(toString(kind))), ', ') AS kinds
        FROM findings
        WHERE series_id IN (SELECT series_id FROM asset)
            AND resolved_at IS NULL
            AND kind IN ('chain-broken', 'base-hijacked', 'copy-damaged', 'restore-failed')
        GROUP BY series_id, run_id
    ),
    sets AS (SELECT backup_set, any(run_id) AS run_id FROM made WHERE backup_set != '' GROUP BY backup_set),
    placed AS (
        SELECT
            *,
            maxIf(ended, type != 'log') OVER (ORDER BY ended, type = 'log' ROWS UNBOUNDED PRECEDING) AS point_ended
        FROM made
        INNER JOIN there ON there.series_id = made.series_id AND there.run_id = made.run_id
    ),
    logs AS (
        SELECT point_ended, count() AS logs, max(ended) AS logs_until
        FROM placed
        WHERE type = 'log'
        GROUP BY point_ended
    )
SELECT
    began AS at,
    type AS backupType,
    placed.run_id AS runId,
    multiIf(parent != '', parent, base = '', NULL, sets.run_id != '', sets.run_id, base) AS restsOn,
    objects AS copies,
    vaults,
    logs.logs AS logs,
    if(logs.logs = 0, NULL, logs.logs_until) AS logsUntil,
    nullIf(bad.kinds, '') AS broken
FROM placed
LEFT JOIN sets ON sets.backup_set = placed.base
LEFT JOIN logs ON logs.point_ended = placed.ended
LEFT JOIN bad ON bad.series_id = placed.series_id AND bad.run_id = placed.run_id
WHERE type != 'log'
ORDER BY at DESC, runId
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
