-- The round that was held last, and what rounds asked for that has no proof yet. Milliseconds since
-- the epoch.
CREATE TABLE verification_rounds (round_at_ms BIGINT PRIMARY KEY);
CREATE TABLE asked_verifications (
  proof_id TEXT PRIMARY KEY,
  series_id TEXT NOT NULL,
  asked_at_ms BIGINT NOT NULL
);
