-- What: rejects that were not replayed yet, with the bytes that were kept of them, oldest first.
-- Empty parameters hold for all. Reads: rejects. Takes: fault, source (String).
-- Returns: id, origin, position, fault, reason, source, receivedMs, bytesBase64, bytesTotal.
SELECT
    id,
    origin,
    position,
    fault,
    reason,
    source,
    toUnixTimestamp64Milli(received_at) AS receivedMs,
    bytes_base64 AS bytesBase64,
    bytes_total AS bytesTotal
FROM rejects
WHERE replayed_at IS NULL
  AND ({fault:String} = '' OR fault = {fault:String})
  AND ({source:String} = '' OR source = {source:String})
ORDER BY receivedMs, id
