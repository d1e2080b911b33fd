-- What: copies that are there, of runs first seen since an instant. Reads: copies.
-- Takes: fromMs. Returns: seriesId, runId, role, vault.
SELECT DISTINCT series_id AS seriesId, run_id AS runId, role, vault
FROM copies
WHERE NOT removed AND last_observed_at >= fromUnixTimestamp64Milli({fromMs:Int64})
