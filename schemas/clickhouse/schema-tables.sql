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
    `scale` Float64
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY series_id
SETTINGS index_granularity = 8192;

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
    `version` UInt64 DEFAULT 9223372036854775807 - ((log_offset * 4096) + log_partition) CODEC(Delta(8), ZSTD(1))
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

CREATE TABLE vigie.migrations
(
    `name` String,
    `sha256` String
)
ENGINE = ReplacingMergeTree
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

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
    `hash` String,
    `previous` String,
    `body` String
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
    `learning_needed` Nullable(UInt16)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY series_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, index_granularity = 8192;
