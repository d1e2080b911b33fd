-- What: which proofs there are since an instant. Reads: proofs. Takes: fromMs. Returns: id.
SELECT id FROM proofs WHERE finished_at >= fromUnixTimestamp64Milli({fromMs:Int64})
