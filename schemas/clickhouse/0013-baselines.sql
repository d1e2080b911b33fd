-- What is usual of the sizes of each series, as analyzers/baselines/refresh-baselines.sql last worked it out: logs, and
-- local days since the epoch.
CREATE TABLE IF NOT EXISTS baseline_rows
(
    series_id String,
    updated_at DateTime64(3, 'UTC'),
    points UInt16,
    first_days Float64,
    origin_days Float64,
    runs_per_day Float64,
    center Float64,
    slope_per_day Float64,
    season_offsets Array(Float64),
    day_part_offsets Array(Float64),
    cell_offsets Array(Float64),
    level Float64,
    scale Float64
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY series_id;

CREATE VIEW IF NOT EXISTS baselines AS SELECT * FROM baseline_rows FINAL;
