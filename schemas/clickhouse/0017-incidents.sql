-- Incidents and pages as the state has them, for boards; alerts/mirror/ writes what changed.
CREATE TABLE IF NOT EXISTS incident_rows
(
    id String,
    version UInt64,
    kind LowCardinality(String),
    severity LowCardinality(String),
    status LowCardinality(String),
    tenant LowCardinality(String),
    environment LowCardinality(String),
    product LowCardinality(String),
    site LowCardinality(String),
    series_id String,
    cause String,
    parent String,
    opened_at DateTime64(3, 'UTC'),
    asked_at DateTime64(3, 'UTC'),
    first_acknowledged_at Nullable(DateTime64(3, 'UTC')),
    acknowledged_at Nullable(DateTime64(3, 'UTC')),
    acknowledged_by String,
    assigned_to String,
    resolved_at Nullable(DateTime64(3, 'UTC')),
    findings_count UInt32,
    open_count UInt32
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE VIEW incidents AS SELECT * FROM incident_rows FINAL;

-- `incident` is empty, and with it the tenant, of a message about several incidents.
CREATE TABLE IF NOT EXISTS page_rows
(
    id String,
    version UInt64,
    dedup_key String,
    pager LowCardinality(String),
    incident String,
    tenant LowCardinality(String),
    environment LowCardinality(String),
    product LowCardinality(String),
    site LowCardinality(String),
    reason LowCardinality(String),
    severity LowCardinality(String),
    created_at DateTime64(3, 'UTC'),
    attempts UInt32,
    sent_at Nullable(DateTime64(3, 'UTC')),
    given_up_at Nullable(DateTime64(3, 'UTC')),
    fallback_of LowCardinality(String)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (created_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE VIEW pages AS SELECT * EXCEPT (id, version) FROM page_rows FINAL;
