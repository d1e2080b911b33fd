-- What: the copies that a round may choose: those of each series' newest run that has any, and those
-- of runs that something open was found about; with what the last attempts say of series, vault and
-- copy. `attempt` leaves out what people asked for, what was drawn and what was only read again; the
-- other instants count all. Reads: events, copies, proofs, findings. Takes: kinds (Array(String)), of
-- findings.
-- Returns: readCandidates' rows.
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
            any(backup_type) AS backup_type,
            min(time) AS series_since
        FROM events
        WHERE type = 'vigie.copy.observed.v1'
        GROUP BY series_id
    ),
    runs AS (
        SELECT series_id, run_id, max(started_at) AS run_started_at
        FROM events
        WHERE type = 'vigie.backup.succeeded.v1'
        GROUP BY series_id, run_id
    ),
    attempts AS (
        SELECT
            series_id,
            maxIf(finished_at, counts) AS attempt_at,
            argMaxIf(outcome, (finished_at, id), counts) AS attempt_outcome,
            argMaxIf(run_id, (finished_at, id), counts) AS attempt_run_id,
            max(finished_at) AS tried_at,
            argMaxIf(
                dateDiff('millisecond', started_at, finished_at), (finished_at, id), measured
            ) AS took_ms,
            argMaxIf(size_bytes, (finished_at, id), measured) AS took_bytes
        FROM (
            SELECT
                *,
                JSONExtractString(body, 'reason') NOT IN ('asked', 'drawn', 'recheck') AS counts,
                restore_seconds IS NOT NULL AS measured,
                toInt64OrZero(
                    replaceAll(JSONExtractRaw(body, 'copy', 'sizeBytes'), '"', '')
                ) AS size_bytes
            FROM proofs
        )
        GROUP BY series_id
    ),
    vaults AS (
        SELECT series_id, copy_vault, max(finished_at) AS vault_tried_at
        FROM proofs
        GROUP BY series_id, copy_vault
    ),
    tried AS (
        SELECT
            series_id,
            run_id,
            copy_uri,
            max(finished_at) AS tried_at,
            argMax(outcome, (finished_at, id)) AS outcome
        FROM proofs
        GROUP BY series_id, run_id, copy_uri
    ),
    found AS (
        SELECT series_id, run_id, copy_uri, max(opened_at) AS found_at
        FROM findings
        WHERE resolved_at IS NULL AND run_id != '' AND kind IN {kinds:Array(String)}
        GROUP BY series_id, run_id, copy_uri
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
            coalesce(r.run_started_at, c.first_observed_at) AS born_at,
            dense_rank() OVER (
                PARTITION BY c.series_id ORDER BY born_at DESC, c.run_id DESC
            ) AS age
        FROM copies AS c
        LEFT JOIN runs AS r ON r.series_id = c.series_id AND r.run_id = c.run_id
        WHERE NOT c.removed
    ),
    proven AS (
        SELECT
            p.series_id AS series_id,
            max(p.born_at) AS proven_born_at,
            argMax(p.size_bytes, p.born_at) AS proven_bytes
        FROM present AS p
        INNER JOIN tried AS t
            ON t.series_id = p.series_id AND t.run_id = p.run_id AND t.copy_uri = p.uri
        WHERE t.outcome = 'proven'
        GROUP BY p.series_id
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
    a.attempt_run_id AS attempt_run_id,
    p.age = 1 AS is_newest,
    toUnixTimestamp64Milli(p.born_at) AS born_at_ms,
    toUnixTimestamp64Milli(n.series_since) AS series_since_ms,
    toUnixTimestamp64Milli(a.tried_at) AS series_tried_at_ms,
    toUnixTimestamp64Milli(v.vault_tried_at) AS vault_tried_at_ms,
    toUnixTimestamp64Milli(t.tried_at) AS tried_at_ms,
    greatest(
        toUnixTimestamp64Milli(of_run.found_at), toUnixTimestamp64Milli(of_copy.found_at)
    ) AS found_at_ms,
    toUnixTimestamp64Milli(w.proven_born_at) AS proven_born_at_ms,
    w.proven_bytes AS proven_bytes,
    a.took_ms AS took_ms,
    a.took_bytes AS took_bytes
FROM present AS p
INNER JOIN names AS n ON n.series_id = p.series_id
LEFT JOIN attempts AS a ON a.series_id = p.series_id
LEFT JOIN vaults AS v ON v.series_id = p.series_id AND v.copy_vault = p.vault
LEFT JOIN tried AS t ON t.series_id = p.series_id AND t.run_id = p.run_id AND t.copy_uri = p.uri
LEFT JOIN proven AS w ON w.series_id = p.series_id
LEFT JOIN found AS of_run
    ON of_run.series_id = p.series_id AND of_run.run_id = p.run_id AND of_run.copy_uri = ''
LEFT JOIN found AS of_copy
    ON of_copy.series_id = p.series_id AND of_copy.run_id = p.run_id AND of_copy.copy_uri = p.uri
WHERE p.age = 1 OR found_at_ms > 0
ORDER BY p.series_id, p.role = 'primary' DESC, p.uri
