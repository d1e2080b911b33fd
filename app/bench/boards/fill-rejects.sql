-- What: rejects of the time, 200 a day. Takes days (UInt32), nowMs (Int64). Writes reject_rows.
INSERT INTO reject_rows (id, origin, position, fault, reason, received_at, bytes_base64, bytes_total, source)
SELECT
    lower(hex(MD5(toString(number)))) AS id,
    'http' AS origin,
    toString(number) AS position,
    ['not-json', 'not-an-event', 'id-reused'][number % 3 + 1] AS fault,
    'What was sent is none of what can be read.' AS reason,
    fromUnixTimestamp64Milli({nowMs:Int64} - toInt64(number) * 432000, 'UTC') AS received_at,
    base64Encode(repeat('x', 500)) AS bytes_base64,
    500 AS bytes_total,
    concat('/source-', toString(number % 50)) AS source
FROM numbers({days:UInt32} * 200)
