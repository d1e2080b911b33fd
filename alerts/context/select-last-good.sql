-- What: the newest run of a series that was restored and found good, else the newest success that
-- nothing open is told of. Copies that are gone restore nothing.
-- Reads: events, findings, proofs, copies. Takes: series_id, but_run (String): the run that is told.
-- Returns at most one row: runId, finishedAt (RFC 3339), proven (0 or 1).
WITH
    suspects AS (
        SELECT run_id FROM findings WHERE series_id = {series_id:String} AND resolved_at IS NULL
    ),
    present AS (
        SELECT DISTINCT run_id FROM copies WHERE series_id = {series_id:String} AND NOT removed
    ),
    proven AS (
        SELECT run_id
        FROM proofs
        WHERE series_id = {series_id:String} AND outcome = 'proven'
          AND level IN ('restored', 'right') AND run_id IN present
    )
SELECT
    run_id AS runId,
    formatDateTime(max(finished_at), '%FT%TZ', 'UTC') AS finishedAt,
    toUInt8(run_id IN proven) AS proven
FROM events
WHERE series_id = {series_id:String}
  AND type = 'vigie.backup.succeeded.v1'
  AND run_id != {but_run:String}
  AND run_id NOT IN suspects
GROUP BY run_id
ORDER BY proven DESC, max(finished_at) DESC
LIMIT 1
