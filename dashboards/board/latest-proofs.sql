-- What: the latest proofs of each series, newest first.
-- Reads: proofs. Takes perSeriesMax: UInt32, rowsMax: UInt32.
-- Returns id, seriesId, body (the signed document).
SELECT
    id,
    series_id AS seriesId,
    body
FROM proofs
ORDER BY finished_at DESC, id
LIMIT {perSeriesMax:UInt32} BY series_id
LIMIT {rowsMax:UInt32}
