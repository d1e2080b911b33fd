-- What: the instances that production is backed up from, of all tenants. Reads: series_states.
-- Takes: rows_max (UInt32). Returns: instance; each once, by its name.
SELECT DISTINCT instance
FROM series_states
WHERE environment = 'production'
ORDER BY instance
LIMIT {rows_max:UInt32}
