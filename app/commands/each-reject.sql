-- What: single rejects, the newest first. Empty parameters hold for all. Reads: rejects.
-- Takes: fault, source, after: the id of one, of which the next come (String); limit (UInt32).
-- Returns: id, fault, source, origin, position, reason, receivedMs, replayedMs (null: not yet).
WITH (SELECT max(received_at) FROM rejects WHERE id = {after:String}) AS after_at
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
  AND ({after:String} = '' OR received_at < after_at OR (received_at = after_at AND id > {after:String}))
ORDER BY receivedMs DESC, id
LIMIT {limit:UInt32}
