-- Who is told what, and when. The outbox takes more reasons, and messages of several incidents,
-- which are of none; `route` is by which one it goes.
CREATE TABLE outbox_of_routes
(
    dedup_key TEXT NOT NULL,
    pager TEXT NOT NULL,
    incident TEXT REFERENCES incidents (id),
    number BIGINT NOT NULL,
    reason TEXT NOT NULL,
    severity TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    first_attempt_at_ms BIGINT,
    next_attempt_at_ms BIGINT NOT NULL,
    sent_at_ms BIGINT,
    given_up_at_ms BIGINT,
    route TEXT,
    PRIMARY KEY (dedup_key, pager)
);

INSERT INTO outbox_of_routes
SELECT
    dedup_key, pager, incident, number, reason, severity, payload, created_at_ms, attempts,
    first_attempt_at_ms, next_attempt_at_ms, sent_at_ms, given_up_at_ms, pager
FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_of_routes RENAME TO outbox;

CREATE INDEX outbox_by_incident ON outbox (incident, pager, number);
CREATE INDEX outbox_by_route ON outbox (route, created_at_ms);
CREATE INDEX outbox_due ON outbox (next_attempt_at_ms) WHERE sent_at_ms IS NULL AND given_up_at_ms IS NULL;

-- What a pager knows of an incident (`message` is the key of what it was told last), and what of it
-- still waits, for what and until when. `wait_rank` is 0 for a critical, 1 for a warning, 2 for what
-- is for information; `wait_findings` is how many the incident has.
CREATE TABLE told
(
    incident TEXT NOT NULL REFERENCES incidents (id),
    pager TEXT NOT NULL,
    route TEXT NOT NULL,
    message TEXT,
    status TEXT,
    severity TEXT,
    findings BIGINT,
    told_at_ms BIGINT,
    joined INTEGER NOT NULL DEFAULT 0,
    in_summary INTEGER NOT NULL DEFAULT 0,
    waits_for TEXT,
    due_at_ms BIGINT,
    wait_rank INTEGER,
    wait_findings BIGINT,
    PRIMARY KEY (incident, pager)
);

CREATE INDEX told_due ON told (due_at_ms) WHERE due_at_ms IS NOT NULL;

INSERT INTO told (incident, pager, route, message, status, severity, findings, told_at_ms)
SELECT
    incident, pager, pager, dedup_key,
    CASE reason WHEN 'resolved' THEN 'resolved' ELSE 'open' END,
    severity,
    (SELECT count(*) FROM incident_findings WHERE incident_findings.incident = outbox.incident),
    created_at_ms
FROM outbox
WHERE given_up_at_ms IS NULL AND NOT EXISTS (
    SELECT 1 FROM outbox AS later
    WHERE later.incident = outbox.incident AND later.pager = outbox.pager
        AND later.given_up_at_ms IS NULL AND later.number > outbox.number
);

-- What people have said not to tell, from when and until when at the latest.
CREATE TABLE silences
(
    id TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    about TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);

CREATE INDEX silences_by_end ON silences (until_ms);

-- Ends that were heard of before the silence that they end.
CREATE TABLE silence_ends
(
    silence TEXT PRIMARY KEY,
    ended_at_ms BIGINT NOT NULL
);
