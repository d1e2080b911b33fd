-- The newest proof of each series, outcome and level, for boards that ask how series stand, however many proofs they
-- have; of one instant always the same. `proofs` has them all.
CREATE TABLE IF NOT EXISTS proof_head_rows
(
    series_id String,
    outcome LowCardinality(String),
    level LowCardinality(String),
    version UInt64 CODEC(ZSTD(1)),
    tenant LowCardinality(String),
    finished_at DateTime64(3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (series_id, outcome, level)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS proof_head_feed TO proof_head_rows AS
SELECT
    series_id,
    outcome,
    level,
    toUInt64(toUnixTimestamp64Milli(finished_at)) * 1048576 + sipHash64(id) % 1048576 AS version,
    tenant,
    finished_at
FROM proof_rows;

INSERT INTO proof_head_rows (series_id, outcome, level, version, tenant, finished_at)
SELECT
    series_id,
    outcome,
    level,
    toUInt64(toUnixTimestamp64Milli(finished_at)) * 1048576 + sipHash64(id) % 1048576 AS version,
    tenant,
    finished_at
FROM proof_rows;
