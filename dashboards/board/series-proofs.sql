-- What: the proofs of one series, newest first.
-- Reads: proofs. Takes seriesId: String, rowsMax: UInt32.
-- Returns id, seriesId, body (the signed document).
SELECT
    id,
    series_id AS seriesId,
    body
FROM proofs
WHERE series_id = {seriesId:String}
ORDER BY finished_at DESC, id
LIMIT {rowsMax:UInt32}
