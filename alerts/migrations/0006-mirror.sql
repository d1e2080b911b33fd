-- What of incidents and pages the store has been told, for boards: each row's version that is there.
-- An incident counts how often it was written; a page's version follows from how it fares.
ALTER TABLE incidents ADD COLUMN written BIGINT NOT NULL DEFAULT 1;
ALTER TABLE incidents ADD COLUMN mirrored BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN mirrored BIGINT NOT NULL DEFAULT 0;

CREATE INDEX incidents_to_mirror ON incidents (id) WHERE mirrored < written;
CREATE INDEX outbox_to_mirror ON outbox (dedup_key, pager) WHERE mirrored
    < 1 + 2 * attempts + CASE WHEN sent_at_ms IS NULL AND given_up_at_ms IS NULL THEN 0 ELSE 1 END;
