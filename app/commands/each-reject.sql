-- What: single rejects, the newest first. Empty parameters hold for all. Reads: rejects.
-- Takes: fault, source (String). Returns: id, fault, source, origin, position, reason, receivedMs, replayedMs (null: not yet).
SELECT
    id,
    fault,
    source,
    origin,
    position,
    reason,
    toUnixTimestamp64Milli(received_at) AS receivedMs,
    toUnixTimestamp64Milli(replayed_at) AS replayedMs
FROM rejects
WHERE ({fault:String} = '' OR fault = {fault:String})
  AND ({source:String} = '' OR source = {source:String})
ORDER BY receivedMs DESC, id
LIMIT 1000
