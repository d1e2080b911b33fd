-- What each copy's bytes were when all of them were first read, and when it was last tried; and
-- what each vault's budget has left of the night that began at `night_at_ms`, below 0 where a copy
-- was larger than what was left. `copy_id`, `vault_id`: SHA-256 in hex, as names may be long.
CREATE TABLE copy_readings (
  copy_id TEXT PRIMARY KEY,
  sha256 TEXT,
  first_read_at_ms BIGINT,
  last_read_at_ms BIGINT,
  tried_at_ms BIGINT NOT NULL
);
CREATE TABLE reread_budgets (
  vault_id TEXT PRIMARY KEY,
  night_at_ms BIGINT NOT NULL,
  left_bytes BIGINT NOT NULL
);
