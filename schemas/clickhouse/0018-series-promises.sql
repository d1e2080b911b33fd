-- What the policy of each series promises, and until when its next proof is due; null where it promises nothing of it.
ALTER TABLE series_state_rows ADD COLUMN IF NOT EXISTS expected_copies Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS copies_within_ms Nullable(Int64),
    ADD COLUMN IF NOT EXISTS keep_ms Nullable(Int64),
    ADD COLUMN IF NOT EXISTS purge_within_ms Nullable(Int64),
    ADD COLUMN IF NOT EXISTS proof_every_ms Nullable(Int64),
    ADD COLUMN IF NOT EXISTS proof_level LowCardinality(String),
    ADD COLUMN IF NOT EXISTS proof_due_at Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS rpo_ms Nullable(Int64),
    ADD COLUMN IF NOT EXISTS rto_ms Nullable(Int64);

CREATE OR REPLACE VIEW series_states AS SELECT * EXCEPT (version) FROM series_state_rows FINAL;
