-- What: a proof of each series every 14 days, one in 300 failed. Takes days (UInt32), nowMs (Int64). Reads series_states.
-- Writes proof_rows.
INSERT INTO proof_rows
    (id, tenant, series_id, run_id, copy_vault, copy_uri, wanted, level, outcome, failure, started_at, finished_at,
        restore_seconds, hash, previous, body, bytes_read)
WITH
    cityHash64(series_id, round) AS luck,
    toInt64(last_size_bytes / 4) AS bytes
SELECT
    lower(hex(MD5(concat('proof', series_id, toString(round))))) AS id,
    tenant,
    series_id,
    lower(hex(MD5(concat(series_id, toString(toRelativeDayNum(finished_at) - 1))))) AS run_id,
    concat(site, if(luck % 2 = 0, '', '-second')) AS copy_vault,
    concat('s3://', copy_vault, '/', asset, '/', run_id, '.bak') AS copy_uri,
    'restored' AS wanted,
    if(luck % 300 = 0, 'sound', if(luck % 5 = 0, 'right', 'restored')) AS level,
    if(luck % 300 = 0, 'failed', if(luck % 97 = 0, 'unproven', 'proven')) AS outcome,
    if(luck % 300 = 0, 'restore-failed', '') AS failure,
    finished_at - toIntervalSecond(60 + luck % 3000) AS started_at,
    fromUnixTimestamp64Milli({nowMs:Int64} - toInt64(round) * 1209600000
        - toInt64(cityHash64(series_id, 'v') % 1209600) * 1000, 'UTC') AS finished_at,
    (60 + luck % 2900) / 1.1 AS restore_seconds,
    concat(id, id) AS hash,
    concat(run_id, id) AS previous,
    concat('{"version":1,"id":"', id, '","runId":"', run_id, '","read":{"bytes":', toString(bytes), ',"sha256":"', hash,
        '"},"rowCounts":{"public.visits":5000},"copy":{"vault":"', copy_vault, '","uri":"', copy_uri, '"},"checks":[',
        arrayStringConcat(arrayMap(level -> concat('{"name":"', level, '","level":"', level,
            '","verdict":"pass","observed":{"bytes":', toString(bytes), ',"pages":', toString(luck % 1000000),
            '},"reason":{"en":"', repeat('x', 80), '","fr":"', repeat('y', 80), '"}}'),
            ['exists', 'whole', 'sound', 'restored']), ','),
        '],"previous":"', previous, '","hash":"', hash, '"}') AS body,
    bytes AS bytes_read
FROM (SELECT *, arrayJoin(range(0, toUInt32(ceil({days:UInt32} / 14)))) AS round FROM series_states)
