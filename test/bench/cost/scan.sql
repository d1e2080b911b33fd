-- What: a bare scan of what baselines are made of. Reads: event_rows. Returns: runs, ids.
SELECT count() AS runs, max(series_id) AS ids, sum(size_bytes) AS bytes, max(started_at) AS latest, max(type) AS types
FROM event_rows
