-- All tables of the store, as the engine itself shows them after all migrations. Renewed with:
-- npx vitest run -u --project fast test/platform/migrate-store.test.ts

CREATE TABLE vigie.baseline_rows
(
    `series_id` String,
    `updated_at` DateTime64(3, 'UTC'),
    `points` UInt16,
    `first_days` Float64,
    `origin_days` Float64,
    `runs_per_day` Float64,
    `center` Float64,
    `slope_per_day` Float64,
    `season_offsets` Array(Float64),
    `day_part_offsets` Array(Float64),
    `cell_offsets` Array(Float64),
    `level` Float64,
    `scale` Float64,
    `zone` LowCardinality(String)
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY series_id
SETTINGS index_granularity = 8192;

CREATE MATERIALIZED VIEW vigie.copy_feed TO vigie.copy_rows
(
    `removed` LowCardinality(UInt8),
    `day` Date,
    `series_id` String,
    `copy_key` UInt64,
    `version` UInt64,
    `run_key` UInt64,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `role` LowCardinality(String),
    `vault` LowCardinality(String),
    `at` DateTime64(3, 'UTC'),
    `size_bytes` Nullable(Int64),
    `locked_until` Nullable(DateTime64(3, 'UTC'))
)
AS SELECT
    type = 'vigie.copy.removed.v1' AS removed,
    toDate(time, 'UTC') AS day,
    series_id,
    sipHash64(series_id, run_id, copy_uri) AS copy_key,
    (toUInt64(toUnixTimestamp64Milli(time)) * 1048576) + (sipHash64(source, id) % 1048576) AS version,
    sipHash64(series_id, run_id) AS run_key,
    tenant,
    environment,
    product,
    site,
    copy_role AS role,
    copy_vault AS vault,
    time AS at,
    size_bytes,
    locked_until
FROM vigie.event_rows
WHERE type IN ('vigie.copy.observed.v1', 'vigie.copy.removed.v1');

CREATE TABLE vigie.copy_rows
(
    `removed` UInt8,
    `day` Date,
    `series_id` String,
    `copy_key` UInt64,
    `version` UInt64 CODEC(ZSTD(1)),
    `run_key` UInt64,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `role` LowCardinality(String),
    `vault` LowCardinality(String),
    `at` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
    `size_bytes` Nullable(Int64) CODEC(ZSTD(1)),
    `locked_until` Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (removed, day, series_id, copy_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 2048;

CREATE TABLE vigie.decision_rows
(
    `id` String,
    `kind` LowCardinality(String),
    `time` DateTime64(3, 'UTC'),
    `author` String,
    `reason` String,
    `tenant` LowCardinality(String),
    `series_id` String,
    `finding_id` String,
    `from_at` Nullable(DateTime64(3, 'UTC')),
    `until_at` Nullable(DateTime64(3, 'UTC')),
    `body` String
)
ENGINE = ReplacingMergeTree
ORDER BY (time, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW vigie.delay_feed TO vigie.delay_rows
(
    `of` String,
    `at` DateTime('UTC'),
    `name` String,
    `events` UInt64,
    `last_at` DateTime64(3, 'UTC'),
    `delays` Tuple(
        Array(UInt16),
        Array(UInt64))
)
AS SELECT
    tupleElement(place, 1) AS of,
    tupleElement(place, 2) AS at,
    tupleElement(place, 3) AS name,
    sum(counted) AS events,
    max(latest) AS last_at,
    sumMap([eighths], [counted]) AS delays
FROM
(
    SELECT
        arrayJoin([('type', toStartOfMinute(received_time, 'UTC'), toString(type)), ('source', toStartOfDay(received_time, 'UTC'), source)]) AS place,
        toUInt16(8 * log2(1 + greatest(0, dateDiff('millisecond', time, received_time)))) AS eighths,
        count() AS counted,
        max(received_time) AS latest
    FROM vigie.event_rows
    GROUP BY
        place,
        eighths
)
GROUP BY
    of,
    at,
    name;

CREATE TABLE vigie.delay_rows
(
    `of` LowCardinality(String),
    `at` DateTime('UTC'),
    `name` String,
    `events` SimpleAggregateFunction(sum, UInt64),
    `last_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `delays` SimpleAggregateFunction(sumMap, Tuple(
        Array(UInt16),
        Array(UInt64)))
)
ENGINE = AggregatingMergeTree
ORDER BY (of, at, name)
SETTINGS index_granularity = 8192;

CREATE TABLE vigie.event_rows
(
    `source` String,
    `id` String CODEC(ZSTD(1)),
    `type` LowCardinality(String),
    `time` DateTime64(3, 'UTC'),
    `received_time` DateTime64(3, 'UTC'),
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `asset_kind` LowCardinality(String),
    `instance` String,
    `asset` String,
    `backup_type` LowCardinality(String),
    `series_id` String,
    `run_id` String CODEC(ZSTD(1)),
    `started_at` Nullable(DateTime64(3, 'UTC')),
    `finished_at` Nullable(DateTime64(3, 'UTC')),
    `size_bytes` Nullable(Int64) CODEC(ZSTD(1)),
    `stored_bytes` Nullable(Int64) CODEC(ZSTD(1)),
    `copy_role` LowCardinality(String),
    `copy_vault` LowCardinality(String),
    `copy_uri` String CODEC(ZSTD(1)),
    `checksum_algorithm` LowCardinality(String),
    `checksum_value` String CODEC(ZSTD(1)),
    `checksum_type` LowCardinality(String),
    `body` String CODEC(ZSTD(1)),
    `log_partition` UInt32,
    `log_offset` Int64 CODEC(Delta(8), ZSTD(1)),
    `version` UInt64 DEFAULT 9223372036854775807 - ((log_offset * 4096) + log_partition) CODEC(Delta(8), ZSTD(1)),
    `locked_until` Nullable(DateTime64(3, 'UTC')) DEFAULT parseDateTime64BestEffortOrNull(extract(body, '"lockedUntil":"([^"]+)"'), 3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(time)
ORDER BY (series_id, time, source, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, index_granularity = 8192;

CREATE TABLE vigie.finding_rows
(
    `id` String,
    `version` UInt32,
    `kind` LowCardinality(String),
    `severity` LowCardinality(String),
    `tenant` LowCardinality(String),
    `series_id` String,
    `slot` Nullable(DateTime64(3, 'UTC')),
    `run_id` String,
    `copy_uri` String,
    `collector` String,
    `opened_at` DateTime64(3, 'UTC'),
    `resolved_at` Nullable(DateTime64(3, 'UTC')),
    `body` String
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, index_granularity = 8192;

CREATE MATERIALIZED VIEW vigie.heartbeat_feed TO vigie.heartbeat_rows
(
    `hour` DateTime('UTC'),
    `collector` String,
    `watermark` DateTime64(3, 'UTC'),
    `heard_at` DateTime64(3, 'UTC')
)
AS SELECT
    toStartOfHour(received_time, 'UTC') AS hour,
    JSONExtractString(replaceOne(body, '', id), 'data', 'collector') AS collector,
    max(parseDateTime64BestEffortOrZero(JSONExtractString(replaceOne(body, '', id), 'data', 'watermark'), 3, 'UTC')) AS watermark,
    max(received_time) AS heard_at
FROM vigie.event_rows
WHERE type = 'vigie.collector.heartbeat.v1'
GROUP BY
    hour,
    collector;

CREATE TABLE vigie.heartbeat_rows
(
    `hour` DateTime('UTC'),
    `collector` String,
    `watermark` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `heard_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (hour, collector)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE vigie.incident_rows
(
    `id` String,
    `version` UInt64,
    `kind` LowCardinality(String),
    `severity` LowCardinality(String),
    `status` LowCardinality(String),
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `series_id` String,
    `cause` String,
    `parent` String,
    `opened_at` DateTime64(3, 'UTC'),
    `asked_at` DateTime64(3, 'UTC'),
    `first_acknowledged_at` Nullable(DateTime64(3, 'UTC')),
    `acknowledged_at` Nullable(DateTime64(3, 'UTC')),
    `acknowledged_by` String,
    `assigned_to` String,
    `resolved_at` Nullable(DateTime64(3, 'UTC')),
    `findings_count` UInt32,
    `open_count` UInt32,
    `own_kind` LowCardinality(String),
    `own_cause` String
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW vigie.intake_feed TO vigie.intake_rows
(
    `at` DateTime('UTC'),
    `log_partition` UInt32,
    `first_offset` Int64,
    `last_offset` Int64,
    `delay_ms_max` Int64
)
AS SELECT
    toStartOfFiveMinutes(received_time, 'UTC') AS at,
    log_partition,
    min(log_offset) AS first_offset,
    max(log_offset) AS last_offset,
    max(toUnixTimestamp64Milli(received_time) - toUnixTimestamp64Milli(time)) AS delay_ms_max
FROM vigie.event_rows
GROUP BY
    at,
    log_partition;

CREATE TABLE vigie.intake_rows
(
    `at` DateTime('UTC'),
    `log_partition` UInt32,
    `first_offset` SimpleAggregateFunction(min, Int64),
    `last_offset` SimpleAggregateFunction(max, Int64),
    `delay_ms_max` SimpleAggregateFunction(max, Int64)
)
ENGINE = AggregatingMergeTree
ORDER BY (at, log_partition)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE vigie.migrations
(
    `name` String,
    `sha256` String
)
ENGINE = ReplacingMergeTree
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE vigie.page_rows
(
    `id` String,
    `version` UInt64,
    `dedup_key` String,
    `pager` LowCardinality(String),
    `incident` String,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `reason` LowCardinality(String),
    `severity` LowCardinality(String),
    `created_at` DateTime64(3, 'UTC'),
    `attempts` UInt32,
    `sent_at` Nullable(DateTime64(3, 'UTC')),
    `given_up_at` Nullable(DateTime64(3, 'UTC')),
    `fallback_of` LowCardinality(String)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (created_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW vigie.proof_head_feed TO vigie.proof_head_rows
(
    `series_id` String,
    `outcome` LowCardinality(String),
    `level` LowCardinality(String),
    `version` UInt64,
    `tenant` LowCardinality(String),
    `finished_at` DateTime64(3, 'UTC')
)
AS SELECT
    series_id,
    outcome,
    level,
    (toUInt64(toUnixTimestamp64Milli(finished_at)) * 1048576) + (sipHash64(id) % 1048576) AS version,
    tenant,
    finished_at
FROM vigie.proof_rows;

CREATE TABLE vigie.proof_head_rows
(
    `series_id` String,
    `outcome` LowCardinality(String),
    `level` LowCardinality(String),
    `version` UInt64 CODEC(ZSTD(1)),
    `tenant` LowCardinality(String),
    `finished_at` DateTime64(3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (series_id, outcome, level)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024;

CREATE TABLE vigie.proof_rows
(
    `id` String,
    `tenant` LowCardinality(String),
    `series_id` String,
    `run_id` String,
    `copy_vault` LowCardinality(String),
    `copy_uri` String,
    `wanted` LowCardinality(String),
    `level` LowCardinality(String),
    `outcome` LowCardinality(String),
    `failure` LowCardinality(String),
    `started_at` DateTime64(3, 'UTC'),
    `finished_at` DateTime64(3, 'UTC'),
    `restore_seconds` Nullable(Float64),
    `reason` LowCardinality(String) DEFAULT JSONExtractString(body, 'reason'),
    `drawn` String DEFAULT JSONExtractRaw(body, 'drawn'),
    `hash` String,
    `previous` String,
    `body` String,
    `bytes_read` Nullable(Int64) DEFAULT JSONExtract(body, 'read', 'bytes', 'Nullable(Int64)')
)
ENGINE = ReplacingMergeTree
ORDER BY (series_id, finished_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, index_granularity = 8192;

CREATE TABLE vigie.reject_rows
(
    `id` String,
    `origin` String,
    `position` String,
    `fault` LowCardinality(String),
    `reason` String,
    `received_at` DateTime64(3, 'UTC'),
    `bytes_base64` String,
    `bytes_total` UInt64,
    `source` String DEFAULT leftUTF8(JSONExtractString(tryBase64Decode(bytes_base64), 'source'), 1000),
    `replayed_at` Nullable(DateTime64(3, 'UTC'))
)
ENGINE = ReplacingMergeTree
ORDER BY (received_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, index_granularity = 8192;

CREATE MATERIALIZED VIEW vigie.run_feed TO vigie.run_rows
(
    `day` Date,
    `series_id` String,
    `run_key` UInt64,
    `run_id` String,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `asset_kind` LowCardinality(String),
    `backup_type` LowCardinality(String),
    `started_at` Nullable(DateTime64(3, 'UTC')),
    `failed_at` Nullable(DateTime64(3, 'UTC')),
    `success` Tuple(
        DateTime64(3, 'UTC'),
        Int64,
        Int64)
)
AS SELECT
    toDate(coalesce(started_at, finished_at, time), 'UTC') AS day,
    series_id,
    sipHash64(series_id, run_id) AS run_key,
    run_id,
    tenant,
    environment,
    product,
    site,
    asset_kind,
    backup_type,
    started_at,
    if(type = 'vigie.backup.failed.v1', finished_at, NULL) AS failed_at,
    if(type = 'vigie.backup.succeeded.v1', (assumeNotNull(finished_at), assumeNotNull(size_bytes), ifNull(stored_bytes, -1)), (toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC'), 0, -1)) AS success
FROM vigie.event_rows
WHERE type IN ('vigie.backup.started.v1', 'vigie.backup.succeeded.v1', 'vigie.backup.failed.v1');

CREATE TABLE vigie.run_rows
(
    `day` Date,
    `series_id` String,
    `run_key` UInt64,
    `run_id` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `tenant` SimpleAggregateFunction(any, LowCardinality(String)),
    `environment` SimpleAggregateFunction(any, LowCardinality(String)),
    `product` SimpleAggregateFunction(any, LowCardinality(String)),
    `site` SimpleAggregateFunction(any, LowCardinality(String)),
    `asset_kind` SimpleAggregateFunction(any, LowCardinality(String)),
    `backup_type` SimpleAggregateFunction(any, LowCardinality(String)),
    `started_at` SimpleAggregateFunction(min, Nullable(DateTime64(3, 'UTC'))) CODEC(ZSTD(1)),
    `failed_at` SimpleAggregateFunction(max, Nullable(DateTime64(3, 'UTC'))) CODEC(ZSTD(1)),
    `success` SimpleAggregateFunction(min, Tuple(
        finished_at DateTime64(3, 'UTC'),
        size_bytes Int64,
        stored_bytes Int64)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
ORDER BY (day, series_id, run_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 2048;

CREATE TABLE vigie.series_state_rows
(
    `series_id` String,
    `version` UInt64,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `asset_kind` LowCardinality(String),
    `instance` String,
    `asset` String,
    `backup_type` LowCardinality(String),
    `policy` String,
    `state` LowCardinality(String),
    `slot` Nullable(DateTime64(3, 'UTC')),
    `next_slot` Nullable(DateTime64(3, 'UTC')),
    `last_success_at` Nullable(DateTime64(3, 'UTC')),
    `last_size_bytes` Nullable(Int64),
    `updated_at` DateTime64(3, 'UTC'),
    `learning_runs` Nullable(UInt16),
    `learning_needed` Nullable(UInt16),
    `expected_copies` Array(LowCardinality(String)),
    `copies_within_ms` Nullable(Int64),
    `keep_ms` Nullable(Int64),
    `purge_within_ms` Nullable(Int64),
    `proof_every_ms` Nullable(Int64),
    `proof_level` LowCardinality(String),
    `proof_due_at` Nullable(DateTime64(3, 'UTC')),
    `rpo_ms` Nullable(Int64),
    `rto_ms` Nullable(Int64)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY series_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, index_granularity = 8192;

CREATE MATERIALIZED VIEW vigie.size_feed TO vigie.size_rows
(
    `series_id` String,
    `last_day` Date,
    `points` Array(UInt128)
)
AS SELECT
    series_id,
    toLastDayOfMonth(toDate(time, 'UTC')) AS last_day,
    [bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(assumeNotNull(started_at))), 32), toUInt128(reinterpretAsUInt32(toFloat32(log(greatest(assumeNotNull(size_bytes), 1))))))] AS points
FROM vigie.event_rows
WHERE (type = 'vigie.backup.succeeded.v1') AND (backup_type != 'differential') AND (started_at IS NOT NULL) AND (size_bytes IS NOT NULL);

CREATE TABLE vigie.size_rows
(
    `series_id` String,
    `last_day` Date,
    `points` SimpleAggregateFunction(groupUniqArrayArray, Array(UInt128))
)
ENGINE = AggregatingMergeTree
ORDER BY (series_id, last_day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024;
