-- What: a false alarm said of one finding in 20. Takes nothing. Reads findings. Writes decision_rows.
INSERT INTO decision_rows (id, kind, time, author, reason, tenant, series_id, finding_id, from_at, until_at, body)
SELECT
    lower(hex(MD5(id))) AS id, 'false-alarm' AS kind, opened_at + INTERVAL 2 HOUR AS time, 'operator' AS author,
    'A move of the data' AS reason, tenant, series_id, findings.id AS finding_id, NULL AS from_at, NULL AS until_at,
    '{}' AS body
FROM findings
WHERE cityHash64(findings.id, 'd') % 20 = 0
