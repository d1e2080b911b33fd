-- How many runs are known of a series of which more are needed; null once they are.
ALTER TABLE series_state_rows ADD COLUMN IF NOT EXISTS learning_runs Nullable(UInt16);
ALTER TABLE series_state_rows ADD COLUMN IF NOT EXISTS learning_needed Nullable(UInt16);

CREATE OR REPLACE VIEW series_states AS SELECT * EXCEPT (version) FROM series_state_rows FINAL;
