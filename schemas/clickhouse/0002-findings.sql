-- Every change of a finding; `findings` shows each as it last was.
CREATE TABLE IF NOT EXISTS finding_rows
(
    id String,
    version UInt32,
    kind LowCardinality(String),
    severity LowCardinality(String),
    tenant LowCardinality(String),
    series_id String,
    slot Nullable(DateTime64(3, 'UTC')),
    run_id String,
    copy_uri String,
    collector String,
    opened_at DateTime64(3, 'UTC'),
    resolved_at Nullable(DateTime64(3, 'UTC')),
    body String
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS findings AS SELECT * FROM finding_rows FINAL;
