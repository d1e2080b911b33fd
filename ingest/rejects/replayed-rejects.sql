-- Rejects that were sent through acceptance again: each is sent once; what is rejected then is another reject.
CREATE TABLE ingest_replayed_rejects
(
    id TEXT PRIMARY KEY,
    replayed_at_ms BIGINT NOT NULL
);
