-- When a copy's lock ends, kept by the writer from now on. Of rows from before, the body says it.
ALTER TABLE event_rows ADD COLUMN IF NOT EXISTS
    locked_until Nullable(DateTime64(3, 'UTC'))
    DEFAULT parseDateTime64BestEffortOrNull(extract(body, '"lockedUntil":"([^"]+)"'), 3, 'UTC');

CREATE OR REPLACE VIEW events AS
SELECT
    * EXCEPT (version) REPLACE (
        replaceOne(replaceOne(replaceOne(replaceOne(body, '\x01', id), '\x02', run_id), '\x03', checksum_value), '\x04', copy_uri) AS body
    )
FROM event_rows FINAL;

-- What jobs said of each run, in whatever order and however often, as analyzers/runs/run.ts takes it: the first success
-- stands unless a later failure contradicts it. Led by the day of the run's start, which every event of a run says, so
-- that boards read only the days that they show, and that a run which ends on the next day is one row. Only a failure
-- may not say its start: it lies on the day of its end, which the view `runs` knows.
-- `run_key` stands for (series_id, run_id): half as long to read, and joined with that of copies. A success that is
-- none has the latest instant there is.
-- Where the events of a run say starts on two days, it has a row on each. So a success within an hour of midnight has a
-- row on the other side of it too, which says on which day the success is: the view shows that day's row alone.
CREATE TABLE IF NOT EXISTS run_rows
(
    day Date,
    series_id String,
    run_key UInt64,
    run_id SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    tenant SimpleAggregateFunction(any, LowCardinality(String)),
    environment SimpleAggregateFunction(any, LowCardinality(String)),
    product SimpleAggregateFunction(any, LowCardinality(String)),
    site SimpleAggregateFunction(any, LowCardinality(String)),
    asset_kind SimpleAggregateFunction(any, LowCardinality(String)),
    backup_type SimpleAggregateFunction(any, LowCardinality(String)),
    started_at SimpleAggregateFunction(min, Nullable(DateTime64(3, 'UTC'))) CODEC(ZSTD(1)),
    failed_at SimpleAggregateFunction(max, Nullable(DateTime64(3, 'UTC'))) CODEC(ZSTD(1)),
    success SimpleAggregateFunction(min, Tuple(finished_at DateTime64(3, 'UTC'), size_bytes Int64, stored_bytes Int64)) CODEC(ZSTD(1)),
    success_day SimpleAggregateFunction(min, Nullable(Date)) CODEC(ZSTD(1)),
    INDEX without_start isNull(started_at) TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
ORDER BY (day, series_id, run_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 2048;

CREATE MATERIALIZED VIEW IF NOT EXISTS run_feed TO run_rows AS
SELECT
    arrayJoin(arrayDistinct(arrayMap(
        hours -> toDate(coalesce(started_at, finished_at, time) + toIntervalHour(hours), 'UTC'),
        if(type = 'vigie.backup.succeeded.v1', [-1, 0, 1], [0])
    ))) AS day,
    series_id,
    sipHash64(series_id, run_id) AS run_key,
    run_id,
    tenant, environment, product, site, asset_kind, backup_type,
    started_at,
    if(type = 'vigie.backup.failed.v1', finished_at, NULL) AS failed_at,
    if(
        type = 'vigie.backup.succeeded.v1' AND day = toDate(coalesce(started_at, finished_at, time), 'UTC'),
        (assumeNotNull(finished_at), assumeNotNull(size_bytes), ifNull(stored_bytes, -1)),
        (toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC'), 0, -1)
    ) AS success,
    if(type = 'vigie.backup.succeeded.v1', toDate(coalesce(started_at, finished_at, time), 'UTC'), NULL) AS success_day
FROM event_rows
WHERE type IN ('vigie.backup.started.v1', 'vigie.backup.succeeded.v1', 'vigie.backup.failed.v1');

INSERT INTO run_rows
    (day, series_id, run_key, run_id, tenant, environment, product, site, asset_kind, backup_type,
        started_at, failed_at, success, success_day)
SELECT
    arrayJoin(arrayDistinct(arrayMap(
        hours -> toDate(coalesce(started_at, finished_at, time) + toIntervalHour(hours), 'UTC'),
        if(type = 'vigie.backup.succeeded.v1', [-1, 0, 1], [0])
    ))) AS day,
    series_id,
    sipHash64(series_id, run_id) AS run_key,
    run_id,
    tenant, environment, product, site, asset_kind, backup_type,
    started_at,
    if(type = 'vigie.backup.failed.v1', finished_at, NULL) AS failed_at,
    if(
        type = 'vigie.backup.succeeded.v1' AND day = toDate(coalesce(started_at, finished_at, time), 'UTC'),
        (assumeNotNull(finished_at), assumeNotNull(size_bytes), ifNull(stored_bytes, -1)),
        (toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC'), 0, -1)
    ) AS success,
    if(type = 'vigie.backup.succeeded.v1', toDate(coalesce(started_at, finished_at, time), 'UTC'), NULL) AS success_day
FROM event_rows
WHERE type IN ('vigie.backup.started.v1', 'vigie.backup.succeeded.v1', 'vigie.backup.failed.v1');

-- One row per run. `outcome` is succeeded, failed or running (of which no end was heard). By `tupleElement`, as the
-- engine aggregates no `success.size_bytes` where it is read as a column of its own.
CREATE OR REPLACE VIEW runs AS
SELECT
    day,
    CAST(tenant, 'LowCardinality(String)') AS tenant,
    CAST(environment, 'LowCardinality(String)') AS environment,
    CAST(product, 'LowCardinality(String)') AS product,
    CAST(site, 'LowCardinality(String)') AS site,
    CAST(asset_kind, 'LowCardinality(String)') AS asset_kind,
    CAST(backup_type, 'LowCardinality(String)') AS backup_type,
    series_id,
    CAST(run_id, 'String') AS run_id,
    run_key,
    CAST(started_at, 'Nullable(DateTime64(3, \'UTC\'))') AS started_at,
    if(outcome = 'succeeded', tupleElement(success, 1), CAST(failed_at, 'Nullable(DateTime64(3, \'UTC\'))')) AS finished_at,
    multiIf(
        tupleElement(success, 1) < toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC')
            AND ifNull(failed_at <= tupleElement(success, 1), 1), 'succeeded',
        failed_at IS NOT NULL, 'failed',
        'running'
    ) AS outcome,
    if(outcome = 'succeeded', toNullable(tupleElement(success, 2)), NULL) AS size_bytes,
    if(outcome = 'succeeded' AND tupleElement(success, 3) >= 0, toNullable(tupleElement(success, 3)), NULL) AS stored_bytes
FROM run_rows FINAL
WHERE NOT (
    outcome = 'running'
    AND run_key GLOBAL IN (SELECT run_key FROM run_rows WHERE isNull(started_at))
)
AND ifNull(success_day = day, 1);
