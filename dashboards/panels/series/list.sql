-- What: series with the state of their latest due slot, what is open and their newest proof, worst first.
-- Reads: series_states, findings that are open, and proof_head_rows of the series of one page.
-- Takes tenants, environments, products, sites, states: empty for all; search: words, each part of a name; rowsMax,
-- rowsBefore. Returns the columns of `series/list`. Critical, warnings: open findings; proof: null where there is none;
-- isProven: it says proven, and some proof reached the level that the policy promises.
WITH
    ['exists', 'whole', 'sound', 'restored', 'right'] AS levels,
    listed AS (
        SELECT *
        FROM series_states
        WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
            AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
            AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
            AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
            AND arrayAll(
                word -> positionCaseInsensitiveUTF8(
                    concat(asset, '\n', instance, '\n', tenant, '\n', product, '\n', site, '\n', policy), word) > 0,
                arraySlice(splitByWhitespace({search:String}), 1, 8))
    ),
    open AS (
        SELECT series_id, countIf(severity = 'critical') AS critical, countIf(severity = 'warning') AS warnings
        FROM findings
        WHERE resolved_at IS NULL AND series_id != ''
        GROUP BY series_id
    ),
    paged AS (
        SELECT
            listed.*,
            critical,
            warnings,
            indexOf(['missing', 'stuck', 'failed', 'late', 'unprotected', 'unknown', 'running', 'waiting', 'skipped', 'filled'],
                state) AS place
        FROM listed
        LEFT ANY JOIN open USING series_id
        ORDER BY critical > 0 DESC, place, warnings > 0 DESC, tenant, product, site, asset, series_id
        LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
    ),
    proven AS (
        SELECT
            series_id,
            argMax(outcome, version) AS newest,
            argMax(level, version) AS newestLevel,
            max(finished_at) AS newestAt,
            maxIf(indexOf(levels, level) + 1, outcome = 'proven') AS reached
        FROM proof_head_rows
        WHERE series_id IN (SELECT series_id FROM paged)
        GROUP BY series_id
    )
SELECT
    series_id AS seriesId,
    tenant,
    environment,
    product,
    site,
    asset_kind AS assetKind,
    instance,
    asset,
    backup_type AS backupType,
    nullIf(policy, '') AS policy,
    state,
    slot,
    next_slot AS nextSlot,
    last_success_at AS lastSuccessAt,
    last_size_bytes AS lastSizeBytes,
    critical,
    warnings,
    nullIf(newest, '') AS proof,
    nullIf(newestLevel, '') AS reachedLevel,
    if(newest = '', NULL, newestAt) AS proofAt,
    newest = 'proven' AND reached > indexOf(levels, proof_level) AS isProven
FROM paged
LEFT ANY JOIN proven USING series_id
ORDER BY critical > 0 DESC, place, warnings > 0 DESC, tenant, product, site, asset, series_id
SETTINGS join_use_nulls = 0
