-- What: the environments that have series of the tenants chosen, to choose from.
-- Reads: series_states. Takes tenants: empty for all.
-- Returns value (percent-encoded, see expand-macros.ts), text.
SELECT
    encodeURLComponent(environment) AS value,
    environment AS text
FROM series_states
WHERE empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant)
GROUP BY environment
ORDER BY environment
LIMIT {rowsMax:UInt32}
