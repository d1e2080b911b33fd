-- What: how large the runs of one asset are before compression, and until when their copies are
-- locked, as their stores last said; one row a run (without uri) and one a copy. Reads: events.
-- Takes: series_ids (Array(String)), rows_max (UInt32). Returns: series_id, run_id, uri, size_bytes,
-- locked_until; the newest first.
SELECT
    series_id,
    run_id,
    if(type = 'vigie.copy.observed.v1', copy_uri, '') AS uri,
    argMax(size_bytes, (time, source, id)) AS size_bytes,
    argMax(JSONExtractString(body, 'data', 'copy', 'lockedUntil'), (time, source, id)) AS locked_until
FROM events
WHERE series_id IN {series_ids:Array(String)}
  AND type IN ('vigie.backup.succeeded.v1', 'vigie.copy.observed.v1')
GROUP BY series_id, run_id, uri
ORDER BY max(time) DESC, series_id, run_id, uri
LIMIT {rows_max:UInt32}
