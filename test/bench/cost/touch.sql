-- What: the last run of the first series is heard of again. Takes: count (series), atMs. Writes: event_rows.
INSERT INTO event_rows
SELECT * REPLACE (fromUnixTimestamp64Milli({atMs:Int64}, 'UTC') AS received_time)
FROM event_rows
ORDER BY series_id, time DESC
LIMIT 1 BY series_id
LIMIT {count:Int64}
