-- What: one finding. Reads: findings. Takes id, tenants (empty for all).
-- Returns body, the finding's JSON.
SELECT body
FROM findings
WHERE id = {id:String}
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
