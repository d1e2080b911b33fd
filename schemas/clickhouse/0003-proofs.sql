-- Every proof, once per id; `body` is the signed document as it was written.
CREATE TABLE IF NOT EXISTS proof_rows
(
    id String,
    tenant LowCardinality(String),
    series_id String,
    run_id String,
    copy_vault LowCardinality(String),
    copy_uri String,
    wanted LowCardinality(String),
    level LowCardinality(String),
    outcome LowCardinality(String),
    failure LowCardinality(String),
    started_at DateTime64(3, 'UTC'),
    finished_at DateTime64(3, 'UTC'),
    restore_seconds Nullable(Float64),
    hash String,
    previous String,
    body String
)
ENGINE = ReplacingMergeTree
ORDER BY (series_id, finished_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS proofs AS SELECT * FROM proof_rows FINAL;
