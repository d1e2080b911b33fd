-- What people are told of. Instants ending in `_at` are RFC 3339 in UTC as findings carry them;
-- those ending in `_ms` are
-- milliseconds since the epoch by our own clock.

CREATE TABLE incidents
(
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    series TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'acknowledged', 'resolved')),
    opened_at TEXT NOT NULL,
    resolved_at TEXT
);

CREATE INDEX incidents_by_status ON incidents (status, opened_at);

-- The findings of an incident, each in the version last seen; an older or equal one changes
-- nothing.
CREATE TABLE incident_findings
(
    incident TEXT NOT NULL REFERENCES incidents (id),
    finding TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident, finding)
);

-- A change of an incident is a row of its own: the history that people and auditors read.
CREATE TABLE incident_changes
(
    incident TEXT NOT NULL REFERENCES incidents (id),
    number BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    finding TEXT NOT NULL,
    finding_version BIGINT NOT NULL,
    status TEXT NOT NULL,
    severity TEXT NOT NULL,
    PRIMARY KEY (incident, number)
);

-- What is to be told to whom; `number` counts what one pager was told of one incident.
CREATE TABLE outbox
(
    dedup_key TEXT NOT NULL,
    pager TEXT NOT NULL,
    incident TEXT NOT NULL REFERENCES incidents (id),
    number BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('opened', 'escalated', 'resolved')),
    severity TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    first_attempt_at_ms BIGINT,
    next_attempt_at_ms BIGINT NOT NULL,
    sent_at_ms BIGINT,
    given_up_at_ms BIGINT,
    PRIMARY KEY (dedup_key, pager)
);

CREATE INDEX outbox_by_incident ON outbox (incident, pager, number);
CREATE INDEX outbox_due ON outbox (next_attempt_at_ms) WHERE sent_at_ms IS NULL AND given_up_at_ms IS NULL;
