-- What could not be read, with its bytes.
CREATE TABLE IF NOT EXISTS reject_rows
(
    id String,
    origin String,
    position String,
    fault LowCardinality(String),
    reason String,
    received_at DateTime64(3, 'UTC'),
    bytes_base64 String,
    bytes_total UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (received_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS rejects AS SELECT * FROM reject_rows FINAL;
