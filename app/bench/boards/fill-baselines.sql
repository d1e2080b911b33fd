-- What: what is usual of the size of each series. Takes nowMs (Int64). Reads series_states. Writes baseline_rows.
INSERT INTO baseline_rows
    (series_id, updated_at, points, first_days, origin_days, runs_per_day, center, slope_per_day, season_offsets,
        day_part_offsets, cell_offsets, level, scale)
SELECT
    series_id,
    fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC') AS updated_at,
    90 AS points,
    20000 AS first_days,
    20090 AS origin_days,
    1 AS runs_per_day,
    log(last_size_bytes) AS center,
    0.0001 AS slope_per_day,
    [0, 0.01, 0.01, 0, 0, -0.01, -0.01] AS season_offsets,
    [0, 0, 0, 0, 0, 0] AS day_part_offsets,
    arrayResize([0.0], 56, 0.0) AS cell_offsets,
    center AS level,
    0.02 AS scale
FROM series_states
