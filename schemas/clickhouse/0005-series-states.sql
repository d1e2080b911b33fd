-- Each series as the analyzers last saw it, for people.
CREATE TABLE IF NOT EXISTS series_state_rows
(
    series_id String,
    version UInt64,
    tenant LowCardinality(String),
    environment LowCardinality(String),
    product LowCardinality(String),
    site LowCardinality(String),
    asset_kind LowCardinality(String),
    instance String,
    asset String,
    backup_type LowCardinality(String),
    policy String,
    state LowCardinality(String),
    slot Nullable(DateTime64(3, 'UTC')),
    next_slot Nullable(DateTime64(3, 'UTC')),
    last_success_at Nullable(DateTime64(3, 'UTC')),
    last_size_bytes Nullable(Int64),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY series_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS series_states AS SELECT * EXCEPT (version) FROM series_state_rows FINAL;
