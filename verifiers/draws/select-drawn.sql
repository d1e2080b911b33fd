-- What: proofs of copies that were drawn at random, which finished within a span. Reads: proofs.
-- Takes: fromMs, untilMs. Returns: body, the proof as JSON.
SELECT body
FROM proofs
WHERE finished_at >= fromUnixTimestamp64Milli({fromMs:Int64})
    AND finished_at < fromUnixTimestamp64Milli({untilMs:Int64})
    AND JSONExtractString(body, 'reason') = 'drawn'
