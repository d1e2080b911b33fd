-- How long after they happened events were received, by the minute and their type, and by the day and who sent them.
-- `delays` counts them by the eighths of powers of two that their milliseconds, and one, come to; what comes twice counts
-- twice. They are figures of how things go, and no evidence: what a power cut takes of the last seconds is not missed.
-- As they are sums, taking over what there is begins anew where it stopped midway.
CREATE TABLE IF NOT EXISTS delay_rows
(
    at DateTime('UTC'),
    type LowCardinality(String),
    events SimpleAggregateFunction(sum, UInt64),
    last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    delays SimpleAggregateFunction(sumMap, Tuple(Array(UInt16), Array(UInt64)))
)
ENGINE = AggregatingMergeTree
ORDER BY (at, type);

DROP VIEW IF EXISTS delay_feed;

TRUNCATE TABLE delay_rows;

CREATE MATERIALIZED VIEW IF NOT EXISTS delay_feed TO delay_rows AS
SELECT at, type, sum(counted) AS events, max(latest) AS last_at, sumMap([eighths], [counted]) AS delays
FROM (
    SELECT
        toStartOfMinute(received_time, 'UTC') AS at,
        type,
        toUInt16(8 * log2(1 + greatest(0, dateDiff('millisecond', time, received_time)))) AS eighths,
        count() AS counted,
        max(received_time) AS latest
    FROM event_rows
    GROUP BY at, type, eighths
)
GROUP BY at, type;

INSERT INTO delay_rows (at, type, events, last_at, delays)
SELECT at, type, sum(counted) AS events, max(latest) AS last_at, sumMap([eighths], [counted]) AS delays
FROM (
    SELECT
        toStartOfMinute(received_time, 'UTC') AS at,
        type,
        toUInt16(8 * log2(1 + greatest(0, dateDiff('millisecond', time, received_time)))) AS eighths,
        count() AS counted,
        max(received_time) AS latest
    FROM event_rows
    GROUP BY at, type, eighths
)
GROUP BY at, type;

CREATE TABLE IF NOT EXISTS source_rows
(
    day Date,
    source String,
    events SimpleAggregateFunction(sum, UInt64),
    last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    delays SimpleAggregateFunction(sumMap, Tuple(Array(UInt16), Array(UInt64)))
)
ENGINE = AggregatingMergeTree
ORDER BY (day, source);

DROP VIEW IF EXISTS source_feed;

TRUNCATE TABLE source_rows;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_feed TO source_rows AS
SELECT day, source, sum(counted) AS events, max(latest) AS last_at, sumMap([eighths], [counted]) AS delays
FROM (
    SELECT
        toDate(received_time, 'UTC') AS day,
        source,
        toUInt16(8 * log2(1 + greatest(0, dateDiff('millisecond', time, received_time)))) AS eighths,
        count() AS counted,
        max(received_time) AS latest
    FROM event_rows
    GROUP BY day, source, eighths
)
GROUP BY day, source;

INSERT INTO source_rows (day, source, events, last_at, delays)
SELECT day, source, sum(counted) AS events, max(latest) AS last_at, sumMap([eighths], [counted]) AS delays
FROM (
    SELECT
        toDate(received_time, 'UTC') AS day,
        source,
        toUInt16(8 * log2(1 + greatest(0, dateDiff('millisecond', time, received_time)))) AS eighths,
        count() AS counted,
        max(received_time) AS latest
    FROM event_rows
    GROUP BY day, source, eighths
)
GROUP BY day, source;
