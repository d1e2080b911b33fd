-- Events as accepted, one row per delivery; `events` is what is read: one row per (source, id).
-- The same event has the same series and time, so every delivery of it has one sorting key and collapses;
-- `version` falls with the log's offset, so that the first delivery stays.
CREATE TABLE IF NOT EXISTS event_rows
(
    source String,
    id String,
    type LowCardinality(String),
    time DateTime64(3, 'UTC'),
    received_time DateTime64(3, 'UTC'),
    tenant LowCardinality(String),
    environment LowCardinality(String),
    product LowCardinality(String),
    site LowCardinality(String),
    asset_kind LowCardinality(String),
    instance String,
    asset String,
    backup_type LowCardinality(String),
    series_id String,
    run_id String,
    started_at Nullable(DateTime64(3, 'UTC')),
    finished_at Nullable(DateTime64(3, 'UTC')),
    size_bytes Nullable(Int64),
    stored_bytes Nullable(Int64),
    copy_role LowCardinality(String),
    copy_vault LowCardinality(String),
    copy_uri String,
    checksum_algorithm LowCardinality(String),
    checksum_value String,
    checksum_type LowCardinality(String),
    content_hash String,
    body String,
    log_partition UInt32,
    log_offset Int64,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(time)
ORDER BY (series_id, time, source, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS events AS SELECT * EXCEPT (version) FROM event_rows FINAL;

-- Copies as last heard of: one row per object of a run, removed ones included.
CREATE VIEW IF NOT EXISTS copies AS
SELECT
    series_id,
    run_id,
    copy_uri AS uri,
    any(tenant) AS tenant,
    argMax(copy_role, (received_time, log_offset)) AS role,
    argMax(copy_vault, (received_time, log_offset)) AS vault,
    argMaxIf(size_bytes, (received_time, log_offset), type = 'vigie.copy.observed.v1') AS size_bytes,
    argMaxIf(checksum_algorithm, (received_time, log_offset), type = 'vigie.copy.observed.v1') AS checksum_algorithm,
    argMaxIf(checksum_value, (received_time, log_offset), type = 'vigie.copy.observed.v1') AS checksum_value,
    argMaxIf(checksum_type, (received_time, log_offset), type = 'vigie.copy.observed.v1') AS checksum_type,
    minIf(time, type = 'vigie.copy.observed.v1') AS first_observed_at,
    maxIf(time, type = 'vigie.copy.observed.v1') AS last_observed_at,
    argMax(type, (received_time, log_offset)) = 'vigie.copy.removed.v1' AS removed
FROM events
WHERE type IN ('vigie.copy.observed.v1', 'vigie.copy.removed.v1')
GROUP BY series_id, run_id, copy_uri;
