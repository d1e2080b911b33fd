-- What: every series that was heard of up to an instant. Reads: events.
-- Takes: asOfMs (ms since the epoch). Returns: id, the eight attributes of a series, firstHeardMs.
SELECT
    series_id AS id,
    any(e.tenant) AS tenant,
    any(e.environment) AS environment,
    any(e.product) AS product,
    any(e.site) AS site,
    any(e.asset_kind) AS assetKind,
    any(e.instance) AS instance,
    any(e.asset) AS asset,
    any(e.backup_type) AS backupType,
    toUnixTimestamp64Milli(min(coalesce(e.started_at, e.finished_at, e.time))) AS firstHeardMs
FROM events AS e
WHERE series_id != ''
    AND type IN (
        'vigie.backup.started.v1', 'vigie.backup.succeeded.v1', 'vigie.backup.failed.v1',
        'vigie.copy.observed.v1'
    )
    AND received_time < fromUnixTimestamp64Milli({asOfMs:Int64})
GROUP BY series_id
