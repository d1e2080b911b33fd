-- What: one mark per list of the board, which changes whenever anything in that list changes.
-- Reads: series_states, findings, proofs. Takes nothing. Returns one row: series, findings, proofs.
SELECT
    (
        SELECT toString((count(), groupBitXor(sipHash64(toString(tuple(*))))))
        FROM series_states
    ) AS series,
    (SELECT toString((count(), groupBitXor(sipHash64(id, version)))) FROM findings) AS findings,
    (SELECT toString((count(), groupBitXor(sipHash64(id)))) FROM proofs) AS proofs
