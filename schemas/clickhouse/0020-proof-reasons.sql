-- Why a copy was verified, and of one that was drawn its draw as JSON, beside the body, which is long.
ALTER TABLE proof_rows ADD COLUMN IF NOT EXISTS
    reason LowCardinality(String) DEFAULT JSONExtractString(body, 'reason') AFTER restore_seconds;
ALTER TABLE proof_rows ADD COLUMN IF NOT EXISTS drawn String DEFAULT JSONExtractRaw(body, 'drawn') AFTER reason;

CREATE OR REPLACE VIEW proofs AS SELECT * FROM proof_rows FINAL;
