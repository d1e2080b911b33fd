-- How many bytes each proof read, as boards sum them.
ALTER TABLE proof_rows ADD COLUMN IF NOT EXISTS
    bytes_read Nullable(Int64) DEFAULT JSONExtract(body, 'read', 'bytes', 'Nullable(Int64)');

CREATE OR REPLACE VIEW proofs AS SELECT * FROM proof_rows FINAL;
