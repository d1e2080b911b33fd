-- What: single rejects, the newest first. Empty parameters hold for all. Reads: rejects.
-- Takes: fault, source (String). Returns: id, fault, source, origin, position, reason, receivedMs.
SELECT
    id,
    fault,
    source,
    origin,
    position,
    reason,
    toUnixTimestamp64Milli(received_at) AS receivedMs
FROM rejects
WHERE ({fault:String} = '' OR fault = {fault:String})
  AND ({source:String} = '' OR source = {source:String})
ORDER BY receivedMs DESC, id
LIMIT 1000
