-- What: rejects that were not replayed, by fault and who spoke, the last seen first. Empty parameters hold for all. Reads: reject_groups.
-- Takes: fault, source (String), limit (UInt32). Returns: fault, source, origin, count, firstMs, lastMs, reason and position of the last.
SELECT
    fault,
    source,
    origin,
    count,
    toUnixTimestamp64Milli(first_seen) AS firstMs,
    toUnixTimestamp64Milli(last_seen) AS lastMs,
    last_reason AS reason,
    last_position AS position
FROM reject_groups
WHERE ({fault:String} = '' OR fault = {fault:String})
  AND ({source:String} = '' OR source = {source:String})
ORDER BY lastMs DESC, fault, source, origin
LIMIT {limit:UInt32}
