-- What a directory collector knows of each file of its vaults, so that a restart neither repeats nor forgets.
-- Columns are the fields of `Copy`; flags are 0 or 1.
CREATE TABLE directory_copies
(
    collector TEXT NOT NULL,
    vault TEXT NOT NULL,
    name TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    modified_at_ms BIGINT NOT NULL,
    first_seen_at_ms BIGINT NOT NULL,
    checksum TEXT,
    hashed_at_ms BIGINT,
    observed_at_ms BIGINT NOT NULL,
    is_told INTEGER NOT NULL,
    was_told INTEGER NOT NULL,
    is_run_told INTEGER NOT NULL,
    gone_at_ms BIGINT,
    PRIMARY KEY (collector, vault, name)
);
