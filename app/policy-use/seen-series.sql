-- What: the series of which anything was received since an instant.
-- Reads: events. Takes: sinceMs (epoch milliseconds), seriesMax. Returns: the attributes of each.
SELECT
    any(tenant) AS tenant,
    any(environment) AS environment,
    any(product) AS product,
    any(site) AS site,
    any(asset_kind) AS assetKind,
    any(instance) AS instance,
    any(asset) AS asset,
    any(backup_type) AS backupType
FROM events
WHERE series_id != '' AND backup_type != '' AND toUnixTimestamp64Milli(received_time) >= {sinceMs:Int64}
GROUP BY series_id
LIMIT {seriesMax:UInt32}
