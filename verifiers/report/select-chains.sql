-- What: the chain of proofs of each series up to an instant. Reads: proofs. Takes: asOfMs.
-- Returns: seriesId, proofs (how many), head, lastOutcome, lastProvenAtMs and lastProvenLevel (0
-- and '' where none is proven).
SELECT
    series_id AS seriesId,
    count() AS proofs,
    argMax(hash, (finished_at, id)) AS head,
    argMax(outcome, (finished_at, id)) AS lastOutcome,
    toUnixTimestamp64Milli(maxIf(finished_at, outcome = 'proven')) AS lastProvenAtMs,
    argMaxIf(level, (finished_at, id), outcome = 'proven') AS lastProvenLevel
FROM proofs
WHERE finished_at < fromUnixTimestamp64Milli({asOfMs:Int64})
GROUP BY series_id
