-- What: the proofs of these ids. Reads: proofs. Takes: ids (Array(String)). Returns: body, the signed
-- document.
SELECT body FROM proofs WHERE id IN {ids:Array(String)}
