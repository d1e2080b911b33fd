-- Replayed rejects are forgotten by age, long after the store was told of them.
CREATE INDEX ingest_replayed_rejects_by_age ON ingest_replayed_rejects (replayed_at_ms);
