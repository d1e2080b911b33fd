-- What: findings of one run in 200, all but one in 50 resolved. Takes days (UInt32), nowMs (Int64). Reads series_states.
-- Writes finding_rows.
INSERT INTO finding_rows
    (id, version, kind, severity, tenant, series_id, slot, run_id, copy_uri, collector, opened_at, resolved_at, body)
WITH
    cityHash64(series_id, day) AS luck,
    ['missing', 'late', 'failed', 'undersized', 'too-slow', 'copy-missing', 'copy-late', 'copy-checksum-mismatch',
        'restore-failed', 'proof-overdue', 'purge-overdue', 'rpo-breach'][luck % 12 + 1] AS said,
    if(copied, if(luck % 2 = 0, 'duplicate', 'primary'), '') AS role
SELECT
    lower(hex(MD5(concat(series_id, toString(day))))) AS id,
    2 AS version,
    said AS kind,
    ['critical', 'warning', 'warning', 'info'][luck % 4 + 1] AS severity,
    tenant,
    series_id,
    slot - toIntervalDay(day) AS slot,
    lower(hex(MD5(concat(series_id, toString(intDiv({nowMs:Int64}, 86400000) - day))))) AS run_id,
    if(copied, concat('s3://', site, '/', asset), '') AS copy_uri,
    '' AS collector,
    slot - toIntervalDay(day) + INTERVAL 1 HOUR AS opened_at,
    if(luck % 50 = 0, NULL, opened_at + toIntervalMinute(luck % 3000)) AS resolved_at,
    concat('{"id":"', id, '","kind":"', kind, '","severity":"', severity, '","series":{"tenant":"', tenant,
        '","environment":"', environment, '","product":"', product, '","site":"', site, '","assetKind":"', asset_kind,
        '","instance":"', instance, '","asset":"', asset, '","backupType":"full"},"runId":"', run_id, '","copy":',
        if(copied, concat('{"role":"', role, '","vault":"', site, '","uri":"', copy_uri, '"}'), 'null'),
        ',"evidence":{"role":"', role, '","copies":3,"purgeBy":"', formatDateTime(opened_at, '%FT%TZ', 'UTC'),
        '","sizeBytes":81234567890,"usualBytes":79234567890,"scale":0.0123,"runs":30,"explained":"', repeat('x', 300),
        '"},"summary":{"en":"The backup of ', asset, ' on ', instance, ' is not as it was.","fr":"La sauvegarde de ',
        asset, ' sur ', instance, ' a change."}}') AS body
FROM (
    SELECT *, arrayJoin(range(0, {days:UInt32})) AS day, startsWith(kinds[cityHash64(series_id, day) % 12 + 1], 'copy') AS copied
    FROM (
        SELECT *, ['', '', '', '', '', 'copy', 'copy', 'copy', '', '', '', ''] AS kinds FROM series_states
    )
)
WHERE luck % 200 = 0 OR luck % 200 = 7 AND luck % 3 = 0
