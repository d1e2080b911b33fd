-- Incidents of several findings: what an incident remembers, so that a change of one finding reads
-- no other, and what people said of it. Instants ending in `_ms` are milliseconds since the epoch
-- as the log has them.

ALTER TABLE incidents ADD COLUMN cause TEXT;
ALTER TABLE incidents ADD COLUMN founded_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN worst TEXT NOT NULL DEFAULT 'info';
ALTER TABLE incidents ADD COLUMN open_critical BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN open_warning BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN open_info BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN findings_count BIGINT NOT NULL DEFAULT 0;
-- Open findings whose parent is told of by the incident `parent`.
ALTER TABLE incidents ADD COLUMN open_members BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN parent TEXT;
ALTER TABLE incidents ADD COLUMN asked_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN first_acknowledged_at_ms BIGINT;
ALTER TABLE incidents ADD COLUMN acknowledged_at_ms BIGINT;
ALTER TABLE incidents ADD COLUMN acknowledged_by TEXT;
ALTER TABLE incidents ADD COLUMN assigned_at_ms BIGINT;
ALTER TABLE incidents ADD COLUMN assigned_to TEXT;
-- JSON: the latest times that it came back.
ALTER TABLE incidents ADD COLUMN reopened_ats_ms TEXT NOT NULL DEFAULT '[]';
ALTER TABLE incidents ADD COLUMN flaps_until_ms BIGINT;
ALTER TABLE incidents ADD COLUMN changes_count BIGINT NOT NULL DEFAULT 0;

CREATE INDEX incidents_by_cause ON incidents (cause, founded_at_ms);

ALTER TABLE incident_findings ADD COLUMN severity TEXT NOT NULL DEFAULT 'info';
-- 0 critical, 1 warning, 2 info: to sort by.
ALTER TABLE incident_findings ADD COLUMN severity_rank INTEGER NOT NULL DEFAULT 2;
ALTER TABLE incident_findings ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
-- 1 for a finding of no series, which stands for others.
ALTER TABLE incident_findings ADD COLUMN is_common INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident_findings ADD COLUMN opened_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident_findings ADD COLUMN resolved_at_ms BIGINT;
-- What `late` and `missing` of one slot have in common.
ALTER TABLE incident_findings ADD COLUMN slot TEXT;
-- What it is about, whenever it happens.
ALTER TABLE incident_findings ADD COLUMN subject TEXT;
-- The incident of its parent, where that is another.
ALTER TABLE incident_findings ADD COLUMN member_of TEXT;

-- What was written before is read by its text, which is that of `JSON.stringify`.
UPDATE incident_findings SET
    is_open = CASE WHEN body LIKE '%"resolvedAt":null,%' THEN 1 ELSE 0 END,
    severity = CASE WHEN body LIKE '%,"severity":"critical","series":%' THEN 'critical'
        WHEN body LIKE '%,"severity":"warning","series":%' THEN 'warning' ELSE 'info' END,
    severity_rank = CASE WHEN body LIKE '%,"severity":"critical","series":%' THEN 0
        WHEN body LIKE '%,"severity":"warning","series":%' THEN 1 ELSE 2 END,
    is_common = CASE WHEN body LIKE '%,"series":null,"slot":%' THEN 1 ELSE 0 END,
    slot = CASE WHEN incident <> finding THEN incident END;

UPDATE incidents SET
    worst = severity,
    findings_count = (SELECT count(*) FROM incident_findings AS f WHERE f.incident = incidents.id),
    open_critical = (SELECT count(*) FROM incident_findings AS f
        WHERE f.incident = incidents.id AND f.is_open = 1 AND f.severity = 'critical'),
    open_warning = (SELECT count(*) FROM incident_findings AS f
        WHERE f.incident = incidents.id AND f.is_open = 1 AND f.severity = 'warning'),
    open_info = (SELECT count(*) FROM incident_findings AS f
        WHERE f.incident = incidents.id AND f.is_open = 1 AND f.severity = 'info'),
    changes_count = (SELECT count(*) FROM incident_changes AS c WHERE c.incident = incidents.id);

CREATE UNIQUE INDEX incident_findings_by_finding ON incident_findings (finding);
CREATE INDEX incident_findings_by_slot ON incident_findings (slot) WHERE slot IS NOT NULL;
CREATE INDEX incident_findings_by_subject ON incident_findings (subject, opened_at_ms);
CREATE INDEX incident_findings_by_weight ON incident_findings
    (incident, is_open DESC, severity_rank, is_common DESC, opened_at_ms DESC, finding);

-- A change is a row of its own: its kind, who or which finding brought it, and why.
CREATE TABLE incident_history
(
    incident TEXT NOT NULL REFERENCES incidents (id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    status TEXT NOT NULL,
    severity TEXT NOT NULL,
    finding TEXT,
    finding_version BIGINT,
    author TEXT,
    reason TEXT,
    PRIMARY KEY (incident, number)
);

-- Before, each version of a finding was a change.
INSERT INTO incident_history
    (incident, number, kind, at_ms, status, severity, finding, finding_version)
SELECT incident, number,
    CASE WHEN number = 1 THEN 'opened' WHEN status = 'resolved' THEN 'resolved' ELSE 'escalated' END,
    changed_at_ms, status, severity, finding, finding_version
FROM incident_changes;

DROP TABLE incident_changes;
ALTER TABLE incident_history RENAME TO incident_changes;

CREATE INDEX incident_changes_by_time ON incident_changes (at_ms);

-- What people said of incidents, also of those not known yet.
CREATE TABLE incident_acts
(
    id TEXT PRIMARY KEY,
    incident TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    body TEXT NOT NULL
);

CREATE INDEX incident_acts_by_incident ON incident_acts (incident, at_ms);
