-- What: one day of heartbeats, every five minutes of 40 collectors. Takes dayMs. Writes event_rows.
INSERT INTO event_rows
    (source, id, type, time, received_time, body, log_partition, log_offset)
SELECT
    concat('/collector-', toString(number % 40)) AS source,
    lower(hex(MD5(concat(toString({dayMs:Int64}), toString(number))))) AS id,
    'vigie.collector.heartbeat.v1' AS type,
    fromUnixTimestamp64Milli({dayMs:Int64} + toInt64(intDiv(number, 40)) * 300000, 'UTC') AS time,
    time + INTERVAL 2 SECOND AS received_time,
    concat('{"id":"\x01","data":{"collector":"collector-', toString(number % 40), '","watermark":"',
        formatDateTime(time, '%FT%TZ', 'UTC'), '"}}') AS body,
    0 AS log_partition,
    toUnixTimestamp64Milli(received_time) AS log_offset
FROM numbers(11520)
