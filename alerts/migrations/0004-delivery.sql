-- What became of each telling, and how each pager fares.

-- The pagers that come after this one where it fails, as a JSON list of names; null where there is
-- none.
ALTER TABLE outbox ADD COLUMN fallbacks TEXT;
-- In whose place this is told; null where nobody failed.
ALTER TABLE outbox ADD COLUMN fallback_of TEXT;
ALTER TABLE outbox ADD COLUMN fell_back_at_ms BIGINT;
ALTER TABLE outbox ADD COLUMN last_failure TEXT;

-- A pager that has failed since it last worked. `finding` is the last version of its
-- `pager-failed`, which is in the log up to `published_version`.
CREATE TABLE pager_health
(
    pager TEXT PRIMARY KEY,
    failing_since_ms BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    last_failure TEXT NOT NULL,
    last_failure_at_ms BIGINT NOT NULL,
    finding TEXT,
    finding_version BIGINT NOT NULL DEFAULT 0,
    published_version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX outbox_resolved ON outbox (pager, sent_at_ms) WHERE reason = 'resolved';
