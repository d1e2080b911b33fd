-- What: what people decided so far, oldest first. Reads: decisions. Takes: kind (String, '' for all).
-- Returns: body, the decision's JSON.
SELECT body
FROM decisions
WHERE {kind:String} = '' OR kind = {kind:String}
ORDER BY time, id
