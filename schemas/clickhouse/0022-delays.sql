-- How long after they happened events were received: of each type by the minute, of each source by the day. `delays`
-- counts them by the eighths of powers of two that their milliseconds, and one, come to; what comes twice counts twice.
-- They are figures of how things go, and no evidence: what a power cut takes of the last seconds is not missed.
-- In one table, as each view that a batch is written through costs the writer. As they are sums, taking over what there
-- is begins anew where it stopped midway.
CREATE TABLE IF NOT EXISTS delay_rows
(
    of LowCardinality(String),
    at DateTime('UTC'),
    name String,
    events SimpleAggregateFunction(sum, UInt64),
    last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    delays SimpleAggregateFunction(sumMap, Tuple(Array(UInt16), Array(UInt64)))
)
ENGINE = AggregatingMergeTree
ORDER BY (of, at, name);

DROP VIEW IF EXISTS delay_feed;

TRUNCATE TABLE delay_rows;

CREATE MATERIALIZED VIEW IF NOT EXISTS delay_feed TO delay_rows AS
SELECT
    tupleElement(place, 1) AS of,
    tupleElement(place, 2) AS at,
    tupleElement(place, 3) AS name,
    sum(counted) AS events,
    max(latest) AS last_at,
    sumMap([eighths], [counted]) AS delays
FROM (
    SELECT
        arrayJoin([
            ('type', toStartOfMinute(received_time, 'UTC'), toString(type)),
            ('source', toStartOfDay(received_time, 'UTC'), source)
        ]) AS place,
        toUInt16(8 * log2(1 + greatest(0, dateDiff('millisecond', time, received_time)))) AS eighths,
        count() AS counted,
        max(received_time) AS latest
    FROM event_rows
    GROUP BY place, eighths
)
GROUP BY of, at, name;

INSERT INTO delay_rows (of, at, name, events, last_at, delays)
SELECT
    tupleElement(place, 1) AS of,
    tupleElement(place, 2) AS at,
    tupleElement(place, 3) AS name,
    sum(counted) AS events,
    max(latest) AS last_at,
    sumMap([eighths], [counted]) AS delays
FROM (
    SELECT
        arrayJoin([
            ('type', toStartOfMinute(received_time, 'UTC'), toString(type)),
            ('source', toStartOfDay(received_time, 'UTC'), source)
        ]) AS place,
        toUInt16(8 * log2(1 + greatest(0, dateDiff('millisecond', time, received_time)))) AS eighths,
        count() AS counted,
        max(received_time) AS latest
    FROM event_rows
    GROUP BY place, eighths
)
GROUP BY of, at, name;
