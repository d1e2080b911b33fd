-- What was accepted, so that (source, id) means one content: the same again is a duplicate, another is refused.
-- `identity` stands for (source, id), `content_hash` for what was said; both are SHA-256 in hex.
CREATE TABLE ingest_identities
(
    identity TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL
);

CREATE INDEX ingest_identities_by_age ON ingest_identities (recorded_at_ms);
