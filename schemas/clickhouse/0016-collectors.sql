-- How far each collector said to have delivered, hour by hour, and when it was last heard. The same heartbeat, once per
-- partition of the log and however often it comes, changes nothing.
CREATE TABLE IF NOT EXISTS heartbeat_rows
(
    hour DateTime('UTC'),
    collector String,
    watermark SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    heard_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (hour, collector)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS heartbeat_feed TO heartbeat_rows AS
SELECT
    toStartOfHour(received_time, 'UTC') AS hour,
    JSONExtractString(replaceOne(body, '\x01', id), 'data', 'collector') AS collector,
    max(parseDateTime64BestEffortOrZero(
        JSONExtractString(replaceOne(body, '\x01', id), 'data', 'watermark'), 3, 'UTC'
    )) AS watermark,
    max(received_time) AS heard_at
FROM event_rows
WHERE type = 'vigie.collector.heartbeat.v1'
GROUP BY hour, collector;

INSERT INTO heartbeat_rows (hour, collector, watermark, heard_at)
SELECT
    toStartOfHour(received_time, 'UTC') AS hour,
    JSONExtractString(replaceOne(body, '\x01', id), 'data', 'collector') AS collector,
    max(parseDateTime64BestEffortOrZero(
        JSONExtractString(replaceOne(body, '\x01', id), 'data', 'watermark'), 3, 'UTC'
    )) AS watermark,
    max(received_time) AS heard_at
FROM event_rows
WHERE type = 'vigie.collector.heartbeat.v1'
GROUP BY hour, collector;

CREATE OR REPLACE VIEW heartbeats AS
SELECT
    hour,
    collector,
    CAST(max(heartbeat_rows.watermark), 'DateTime64(3, \'UTC\')') AS watermark,
    CAST(max(heartbeat_rows.heard_at), 'DateTime64(3, \'UTC\')') AS heard_at
FROM heartbeat_rows
GROUP BY hour, collector;

CREATE OR REPLACE VIEW collectors AS
SELECT collector, max(heartbeats.watermark) AS watermark, max(heartbeats.heard_at) AS heard_at
FROM heartbeats
GROUP BY collector;

-- How many records came in each five minutes, as the log counts them, so that what comes twice counts once; and by how
-- much they came after they happened.
CREATE TABLE IF NOT EXISTS intake_rows
(
    at DateTime('UTC'),
    log_partition UInt32,
    first_offset SimpleAggregateFunction(min, Int64),
    last_offset SimpleAggregateFunction(max, Int64),
    delay_ms_max SimpleAggregateFunction(max, Int64)
)
ENGINE = AggregatingMergeTree
ORDER BY (at, log_partition)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS intake_feed TO intake_rows AS
SELECT
    toStartOfFiveMinutes(received_time, 'UTC') AS at,
    log_partition,
    min(log_offset) AS first_offset,
    max(log_offset) AS last_offset,
    max(toUnixTimestamp64Milli(received_time) - toUnixTimestamp64Milli(time)) AS delay_ms_max
FROM event_rows
GROUP BY at, log_partition;

INSERT INTO intake_rows (at, log_partition, first_offset, last_offset, delay_ms_max)
SELECT
    toStartOfFiveMinutes(received_time, 'UTC') AS at,
    log_partition,
    min(log_offset) AS first_offset,
    max(log_offset) AS last_offset,
    max(toUnixTimestamp64Milli(received_time) - toUnixTimestamp64Milli(time)) AS delay_ms_max
FROM event_rows
GROUP BY at, log_partition;

CREATE OR REPLACE VIEW intake AS
SELECT
    at,
    log_partition,
    toUInt64(max(last_offset) - min(first_offset) + 1) AS records,
    CAST(max(intake_rows.delay_ms_max), 'Int64') AS delay_ms_max
FROM intake_rows
GROUP BY at, log_partition;
