-- What: every series that Vigie has heard of. Reads: series_states. Returns: its attributes, by tenant and asset.
SELECT
    tenant,
    environment,
    product,
    site,
    asset_kind AS assetKind,
    instance,
    asset,
    backup_type AS backupType
FROM series_states
ORDER BY tenant, asset, series_id
