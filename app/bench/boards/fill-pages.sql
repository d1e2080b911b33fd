-- What: two pages of each incident. Takes nothing. Reads incidents. Writes page_rows.
INSERT INTO page_rows
    (id, version, dedup_key, pager, incident, tenant, environment, product, site, reason, severity, created_at, attempts,
        sent_at, given_up_at, fallback_of)
WITH cityHash64(id, number) AS luck
SELECT
    concat(incidents.id, '-', toString(number)) AS id,
    1 AS version,
    id AS dedup_key,
    ['on-call', 'mail', 'chat'][luck % 3 + 1] AS pager,
    incidents.id AS incident,
    tenant, environment, product, site,
    if(number = 0, 'opened', 'resolved') AS reason,
    severity,
    if(number = 0, opened_at, ifNull(resolved_at, opened_at)) AS created_at,
    1 + luck % 40 = 0 AS attempts,
    if(luck % 40 = 0, NULL, toNullable(created_at + INTERVAL 1 SECOND)) AS sent_at,
    if(luck % 40 = 0, toNullable(created_at + INTERVAL 1 HOUR), NULL) AS given_up_at,
    '' AS fallback_of
FROM incidents, numbers(2) AS numbers
