-- What: one success a day of each series, with growth, a season and noise.
-- Takes: first, count (series), days, fromMs. Writes: event_rows.
INSERT INTO event_rows (source, id, type, time, received_time, tenant, environment, product, asset_kind, backup_type, series_id, run_id, started_at, finished_at, size_bytes)
SELECT
    '/bench', toString(number), 'vigie.backup.succeeded.v1',
    fromUnixTimestamp64Milli({fromMs:Int64} + 3600000 + day * 86400000 + cityHash64(number) % 600000, 'UTC') AS at,
    at, 'tenant', 'production', 'visitor', 'sql-database', 'full', seriesId, toString(number),
    at, at,
    toInt64(exp(20 + series % 100 / 20 + day * 0.002 + day % 7 * 0.1 + cityHash64(number, 1) % 1000 / 10000))
FROM (
    SELECT
        number,
        intDiv(number, {days:Int64}) AS series,
        number % {days:Int64} AS day,
        lower(substring(hex(MD5(toString(series))), 1, 32)) AS seriesId
    FROM (SELECT {first:Int64} * {days:Int64} + number AS number FROM numbers({count:Int64} * {days:Int64}))
)
SETTINGS max_partitions_per_insert_block = 0
