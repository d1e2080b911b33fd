-- What: rejects with the bytes that were kept of them, oldest first. Empty parameters hold for all. Reads: rejects.
-- Takes: fault, source (String). Returns: id, origin, position, fault, source, bytesBase64, bytesTotal.
SELECT
    id,
    origin,
    position,
    fault,
    source,
    bytes_base64 AS bytesBase64,
    bytes_total AS bytesTotal
FROM rejects
WHERE ({fault:String} = '' OR fault = {fault:String})
  AND ({source:String} = '' OR source = {source:String})
ORDER BY received_at, id
