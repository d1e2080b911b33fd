-- Of each series and month the instants and sizes of its successful runs, each once however often it was delivered: what
-- baselines are made of (analyzers/baselines/refresh-baselines.sql), which read one row where `event_rows` has thirty.
-- A point is its start in milliseconds times 2^32, plus the bits of the logarithm of its size: they sort by time.
-- Differentials, whose season is their age, have none. `last_day` is that of the month in which it was told.
CREATE TABLE IF NOT EXISTS size_rows
(
    series_id String,
    last_day Date,
    points SimpleAggregateFunction(groupUniqArrayArray, Array(UInt128))
)
ENGINE = AggregatingMergeTree
ORDER BY (series_id, last_day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS size_feed TO size_rows AS
SELECT
    series_id,
    toLastDayOfMonth(toDate(time, 'UTC')) AS last_day,
    [bitOr(
        bitShiftLeft(toUInt128(toUnixTimestamp64Milli(assumeNotNull(started_at))), 32),
        toUInt128(reinterpretAsUInt32(toFloat32(log(greatest(assumeNotNull(size_bytes), 1)))))
    )] AS points
FROM event_rows
WHERE type = 'vigie.backup.succeeded.v1' AND backup_type != 'differential'
    AND started_at IS NOT NULL AND size_bytes IS NOT NULL;

INSERT INTO size_rows (series_id, last_day, points)
SELECT
    series_id,
    toLastDayOfMonth(toDate(time, 'UTC')) AS last_day,
    [bitOr(
        bitShiftLeft(toUInt128(toUnixTimestamp64Milli(assumeNotNull(started_at))), 32),
        toUInt128(reinterpretAsUInt32(toFloat32(log(greatest(assumeNotNull(size_bytes), 1)))))
    )] AS points
FROM event_rows
WHERE type = 'vigie.backup.succeeded.v1' AND backup_type != 'differential'
    AND started_at IS NOT NULL AND size_bytes IS NOT NULL;
