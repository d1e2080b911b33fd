-- What leads an incident among the findings of its tenant, and their cause, where a common cause leads it, which is
-- nobody's alone: for those who see that tenant alone. Empty where the incident's own kind and cause are that.
ALTER TABLE incident_rows ADD COLUMN IF NOT EXISTS own_kind LowCardinality(String),
    ADD COLUMN IF NOT EXISTS own_cause String;

CREATE OR REPLACE VIEW incidents AS SELECT * FROM incident_rows FINAL;
