-- Verifications that people asked for, by the id under which the proof is kept that each leads to.
CREATE TABLE verifications_asked_for (
  id TEXT PRIMARY KEY,
  asked_at_ms BIGINT NOT NULL,
  body TEXT NOT NULL
);

CREATE INDEX verifications_asked_for_by_time ON verifications_asked_for (asked_at_ms);
