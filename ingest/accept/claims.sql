-- An identity is claimed before its event is appended: it is pending while the claim that it names is among these, and known once that is gone.
CREATE TABLE ingest_claims
(
    claim BIGINT PRIMARY KEY,
    claimed_at_ms BIGINT NOT NULL
);

ALTER TABLE ingest_identities ADD COLUMN claim BIGINT;
