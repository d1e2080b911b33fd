-- Who may ask over HTTP. Of a token and of a session only the SHA-256 is here, in hex digits.
CREATE TABLE access_tokens
(
    sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- A JSON list of names; null for all.
    tenants TEXT,
    created_at_ms BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    -- Over HTTP: the token by which it was given, or a name that has none; null on the command line.
    given_by TEXT,
    expires_at_ms BIGINT,
    revoked_at_ms BIGINT,
    revoked_by TEXT,
    used_at_ms BIGINT
);

CREATE INDEX access_tokens_valid ON access_tokens (name) WHERE revoked_at_ms IS NULL;

-- What a browser shows in a cookie in place of its token.
CREATE TABLE access_sessions
(
    sha256 TEXT PRIMARY KEY,
    token_sha256 TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);

CREATE INDEX access_sessions_token ON access_sessions (token_sha256, created_at_ms);

-- Each change that was asked for over HTTP. Its row is there before it is made, and then told how
-- it was answered: one without a status was cut off.
CREATE TABLE access_audit
(
    id BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    -- Null where nobody known asked.
    name TEXT,
    role TEXT,
    via TEXT,
    address TEXT NOT NULL,
    route TEXT NOT NULL,
    -- JSON: the path's parameters, and what the route said that it is about.
    subject TEXT NOT NULL,
    tenant TEXT,
    status INTEGER,
    -- 0 where it got as far as its route; else 1 of somebody known, 2 of anybody else.
    refused INTEGER NOT NULL
);

CREATE INDEX access_audit_at ON access_audit (at_ms);
CREATE INDEX access_audit_refused ON access_audit (refused, id) WHERE refused > 0;
