-- Every decision of a person, once per id; `body` is its JSON as it was written.
CREATE TABLE IF NOT EXISTS decision_rows
(
    id String,
    kind LowCardinality(String),
    time DateTime64(3, 'UTC'),
    author String,
    reason String,
    tenant LowCardinality(String),
    series_id String,
    finding_id String,
    from_at Nullable(DateTime64(3, 'UTC')),
    until_at Nullable(DateTime64(3, 'UTC')),
    body String
)
ENGINE = ReplacingMergeTree
ORDER BY (time, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW IF NOT EXISTS decisions AS SELECT * FROM decision_rows FINAL;
