-- Copies as they were seen and removed, led by the day of that, for boards that show many series; `copies` is how each
-- stands, for one series. What a vault is heard to hold again on another day is another row here. Only what boards ask
-- of many copies: `copy_key` stands for (series_id, run_id, uri), `run_key` is that of runs.
CREATE TABLE IF NOT EXISTS copy_rows
(
    removed UInt8,
    day Date,
    series_id String,
    copy_key UInt64,
    version UInt64 CODEC(ZSTD(1)),
    run_key UInt64,
    tenant LowCardinality(String),
    environment LowCardinality(String),
    product LowCardinality(String),
    site LowCardinality(String),
    role LowCardinality(String),
    vault LowCardinality(String),
    at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
    size_bytes Nullable(Int64) CODEC(ZSTD(1)),
    locked_until Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (removed, day, series_id, copy_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 2048;

-- Of one day the last stands by the events' own time; of one instant always the same.
CREATE MATERIALIZED VIEW IF NOT EXISTS copy_feed TO copy_rows AS
SELECT
    type = 'vigie.copy.removed.v1' AS removed,
    toDate(time, 'UTC') AS day,
    series_id,
    sipHash64(series_id, run_id, copy_uri) AS copy_key,
    toUInt64(toUnixTimestamp64Milli(time)) * 1048576 + sipHash64(source, id) % 1048576 AS version,
    sipHash64(series_id, run_id) AS run_key,
    tenant, environment, product, site,
    copy_role AS role,
    copy_vault AS vault,
    time AS at,
    size_bytes,
    locked_until
FROM event_rows
WHERE type IN ('vigie.copy.observed.v1', 'vigie.copy.removed.v1');

INSERT INTO copy_rows
    (removed, day, series_id, copy_key, version, run_key, tenant, environment, product, site, role, vault, at,
        size_bytes, locked_until)
SELECT
    type = 'vigie.copy.removed.v1' AS removed,
    toDate(time, 'UTC') AS day,
    series_id,
    sipHash64(series_id, run_id, copy_uri) AS copy_key,
    toUInt64(toUnixTimestamp64Milli(time)) * 1048576 + sipHash64(source, id) % 1048576 AS version,
    sipHash64(series_id, run_id) AS run_key,
    tenant, environment, product, site,
    copy_role AS role,
    copy_vault AS vault,
    time AS at,
    size_bytes,
    locked_until
FROM event_rows
WHERE type IN ('vigie.copy.observed.v1', 'vigie.copy.removed.v1');

CREATE OR REPLACE VIEW vault_copies AS
SELECT * EXCEPT (removed, version, at), at AS observed_at FROM copy_rows FINAL WHERE removed = 0;

CREATE OR REPLACE VIEW copy_removals AS
SELECT * EXCEPT (removed, version, at, size_bytes, locked_until), at AS removed_at FROM copy_rows FINAL WHERE removed = 1;
