-- What: the series that hold a text in their names, in some states: the worst states first, then by
-- name; with what is open about each, and its last proof.
-- Reads: series_states, findings, proof_head_rows. Takes tenants, environments, products, sites: empty for all;
-- states: empty for all; search: a part of a name, in any case; rowsMax, rowsBefore.
-- Returns seriesId, tenant, environment, product, site, assetKind, instance, asset, backupType,
-- state, slot, nextSlot, lastSuccessAt, lastSizeBytes, openCritical, openWarning, proofOutcome
-- (empty where there is no proof), reachedLevel of it, proofAt.
WITH page AS (
    SELECT *
    FROM series_states
    WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
        AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
        AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
        AND ({search:String} = '' OR positionCaseInsensitiveUTF8(
            concatWithSeparator(' ', tenant, product, site, instance, asset, policy),
            {search:String}
        ) > 0)
    ORDER BY
        indexOf(
            [
                'missing', 'stuck', 'failed', 'late', 'unprotected', 'unknown', 'running',
                'waiting', 'skipped', 'filled'
            ],
            state
        ),
        tenant, product, site, asset, series_id
    LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
)
SELECT
    page.series_id AS seriesId,
    page.tenant AS tenant,
    page.environment AS environment,
    page.product AS product,
    page.site AS site,
    page.asset_kind AS assetKind,
    page.instance AS instance,
    page.asset AS asset,
    page.backup_type AS backupType,
    page.state AS state,
    page.slot AS slot,
    page.next_slot AS nextSlot,
    page.last_success_at AS lastSuccessAt,
    page.last_size_bytes AS lastSizeBytes,
    open.critical AS openCritical,
    open.warning AS openWarning,
    proven.outcome AS proofOutcome,
    nullIf(proven.level, '') AS reachedLevel,
    if(proofOutcome = '', NULL, proven.at) AS proofAt
FROM page
LEFT JOIN
(
    SELECT
        series_id,
        countIf(severity = 'critical') AS critical,
        countIf(severity = 'warning') AS warning
    FROM findings
    WHERE resolved_at IS NULL AND series_id IN (SELECT series_id FROM page)
    GROUP BY series_id
) AS open ON open.series_id = page.series_id
LEFT JOIN
(
    SELECT
        series_id,
        argMax(outcome, version) AS outcome,
        argMax(level, version) AS level,
        max(finished_at) AS at
    FROM proof_head_rows
    WHERE series_id IN (SELECT series_id FROM page)
    GROUP BY series_id
) AS proven ON proven.series_id = page.series_id
ORDER BY
    indexOf(
        [
            'missing', 'stuck', 'failed', 'late', 'unprotected', 'unknown', 'running',
            'waiting', 'skipped', 'filled'
        ],
        state
    ),
    tenant, product, site, asset, seriesId
