-- Reads: findings. Takes: since, until (instants as text, '' for none), kind, tenant, id, parent, seriesId ('' for any), runIds (empty for any), open (1: open ones only).
-- Returns: body, the finding's JSON, in the order in which they opened.
SELECT body
FROM findings
WHERE ({since:String} = '' OR opened_at >= parseDateTime64BestEffortOrNull({since:String}, 3, 'UTC'))
    AND ({until:String} = '' OR opened_at < parseDateTime64BestEffortOrNull({until:String}, 3, 'UTC'))
    AND ({kind:String} = '' OR kind = {kind:String})
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({id:String} = '' OR startsWith(id, {id:String}))
    AND ({parent:String} = '' OR JSONExtractString(body, 'parent') = {parent:String})
    AND ({seriesId:String} = '' OR series_id = {seriesId:String})
    AND (empty({runIds:Array(String)}) OR has({runIds:Array(String)}, run_id))
    AND ({open:UInt8} = 0 OR resolved_at IS NULL)
ORDER BY opened_at, id
