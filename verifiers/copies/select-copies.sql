-- What: the copies that are there of each series' newest run that has any, with the series' last
-- proof attempt
-- but for those that people asked for, of any copy at any level. Empty parameters hold for all.
-- Reads: events, copies, proofs. Takes: series_id, run_id, uri (String), tenants
-- (Array(String)). Returns: readCopies' rows,
-- newest run of a series only.
WITH
    names AS (
        SELECT
            series_id,
            any(tenant) AS tenant,
            any(environment) AS environment,
            any(product) AS product,
            any(site) AS site,
            any(asset_kind) AS asset_kind,
            any(instance) AS instance,
            any(asset) AS asset,
            any(backup_type) AS backup_type
        FROM events
        WHERE type = 'vigie.copy.observed.v1'
          AND ({series_id:String} = '' OR series_id = {series_id:String})
          AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, events.tenant))
        GROUP BY series_id
    ),
    runs AS (
        SELECT series_id, run_id, max(started_at) AS run_started_at
        FROM events
        WHERE type = 'vigie.backup.succeeded.v1'
          AND ({series_id:String} = '' OR series_id = {series_id:String})
        GROUP BY series_id, run_id
    ),
    attempts AS (
        SELECT
            series_id,
            max(finished_at) AS attempt_at,
            argMax(outcome, (finished_at, id)) AS attempt_outcome,
            argMax(run_id, (finished_at, id)) AS attempt_run_id
        FROM proofs
        WHERE JSONExtractString(body, 'reason') != 'asked'
        GROUP BY series_id
    ),
    present AS (
        SELECT
            c.series_id AS series_id,
            c.run_id AS run_id,
            c.uri AS uri,
            c.role AS role,
            c.vault AS vault,
            c.size_bytes AS size_bytes,
            c.checksum_algorithm AS checksum_algorithm,
            c.checksum_value AS checksum_value,
            c.checksum_type AS checksum_type,
            r.run_started_at AS run_started_at,
            dense_rank() OVER (
                PARTITION BY c.series_id
                ORDER BY coalesce(r.run_started_at, c.first_observed_at) DESC, c.run_id DESC
            ) AS age
        FROM copies AS c
        LEFT JOIN runs AS r ON r.series_id = c.series_id AND r.run_id = c.run_id
        WHERE NOT c.removed
          AND ({series_id:String} = '' OR c.series_id = {series_id:String})
          AND ({run_id:String} = '' OR c.run_id = {run_id:String})
          AND ({uri:String} = '' OR c.uri = {uri:String})
    )
SELECT
    n.tenant AS tenant,
    n.environment AS environment,
    n.product AS product,
    n.site AS site,
    n.asset_kind AS asset_kind,
    n.instance AS instance,
    n.asset AS asset,
    n.backup_type AS backup_type,
    p.run_id AS run_id,
    p.uri AS uri,
    p.role AS role,
    p.vault AS vault,
    p.size_bytes AS size_bytes,
    p.checksum_algorithm AS checksum_algorithm,
    p.checksum_value AS checksum_value,
    p.checksum_type AS checksum_type,
    toUnixTimestamp64Milli(p.run_started_at) AS run_started_at_ms,
    if(a.attempt_outcome = '', NULL, toUnixTimestamp64Milli(a.attempt_at)) AS attempt_at_ms,
    a.attempt_outcome AS attempt_outcome,
    a.attempt_run_id AS attempt_run_id
FROM present AS p
INNER JOIN names AS n ON n.series_id = p.series_id
LEFT JOIN attempts AS a ON a.series_id = p.series_id
WHERE p.age = 1
ORDER BY p.series_id, p.role = 'primary' DESC, p.uri
