-- What: the tenants that have series, to choose from.
-- Reads: series_states. Returns value (percent-encoded, see expand-macros.ts), text.
SELECT
    encodeURLComponent(tenant) AS value,
    tenant AS text
FROM series_states
GROUP BY tenant
ORDER BY tenant
LIMIT {rowsMax:UInt32}
