-- What: every copy that is there, of every run. Reads: events, copies. Takes: nothing. Returns:
-- readCopies' rows, with no attempt to prove.
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
        GROUP BY series_id
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
    c.run_id AS run_id,
    c.uri AS uri,
    c.role AS role,
    c.vault AS vault,
    c.size_bytes AS size_bytes,
    c.checksum_algorithm AS checksum_algorithm,
    c.checksum_value AS checksum_value,
    c.checksum_type AS checksum_type,
    NULL AS run_started_at_ms,
    NULL AS attempt_at_ms,
    '' AS attempt_outcome,
    '' AS attempt_run_id
FROM copies AS c
INNER JOIN names AS n ON n.series_id = c.series_id
WHERE NOT c.removed
