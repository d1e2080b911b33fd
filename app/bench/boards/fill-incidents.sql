-- What: an incident of every second finding. Takes nothing. Reads findings. Writes incident_rows.
INSERT INTO incident_rows
    (id, version, kind, severity, status, tenant, environment, product, site, series_id, cause, parent, opened_at,
        asked_at, first_acknowledged_at, acknowledged_at, acknowledged_by, assigned_to, resolved_at, findings_count,
        open_count)
WITH cityHash64(id) AS luck
SELECT
    id, version, kind, severity,
    if(resolved_at IS NOT NULL, 'resolved', if(luck % 3 = 0, 'acknowledged', 'open')) AS status,
    tenant,
    JSONExtractString(body, 'series', 'environment') AS environment,
    JSONExtractString(body, 'series', 'product') AS product,
    JSONExtractString(body, 'series', 'site') AS site,
    series_id,
    concat('["', tenant, '","schedule","site","', site, '"]') AS cause,
    '' AS parent,
    opened_at,
    opened_at AS asked_at,
    acknowledged_at AS first_acknowledged_at,
    if(luck % 3 = 0, toNullable(opened_at + toIntervalSecond(luck % 7200)), NULL) AS acknowledged_at,
    if(luck % 3 = 0, 'operator', '') AS acknowledged_by,
    '' AS assigned_to,
    resolved_at,
    1 + luck % 5 AS findings_count,
    if(resolved_at IS NULL, 1, 0) AS open_count
FROM findings
WHERE luck % 2 = 0
