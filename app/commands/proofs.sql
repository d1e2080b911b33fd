-- Reads: proofs. Returns: body, the signed document, oldest first.
SELECT body FROM proofs ORDER BY finished_at, id
