-- What a pager knows of an incident are findings, by their ids in the order in which they lead it,
-- with spaces between: how many there are does not say which. What was told before is taken to have
-- been of all that is open.
ALTER TABLE told DROP COLUMN findings;
ALTER TABLE told DROP COLUMN wait_findings;
ALTER TABLE told ADD COLUMN findings TEXT;
ALTER TABLE told ADD COLUMN wait_findings TEXT;

UPDATE told SET findings = (SELECT string_agg(finding, ' ') FROM incident_findings AS known
    WHERE known.incident = told.incident AND known.is_open = 1)
WHERE message IS NOT NULL;

UPDATE told SET wait_findings = (SELECT string_agg(finding, ' ') FROM incident_findings AS known
    WHERE known.incident = told.incident AND known.is_open = 1)
WHERE waits_for IS NOT NULL;
