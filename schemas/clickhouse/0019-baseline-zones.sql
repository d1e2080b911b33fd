-- In which zone the days of a baseline lie, so that a chart can place a run as the detection does; empty: not known.
ALTER TABLE baseline_rows ADD COLUMN IF NOT EXISTS zone LowCardinality(String);

CREATE OR REPLACE VIEW baselines AS SELECT * FROM baseline_rows FINAL;
