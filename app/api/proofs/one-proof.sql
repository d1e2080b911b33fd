-- What: one signed proof. Reads: proofs. Takes id, tenants (empty for all).
-- Returns body, the signed document.
SELECT body
FROM proofs
WHERE id = {id:String}
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
LIMIT 1
