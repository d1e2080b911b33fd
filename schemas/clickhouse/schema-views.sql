-- All views of the store, as the engine itself shows them after all migrations. Renewed with:
-- npx vitest run -u --project fast test/platform/migrate-store.test.ts

CREATE VIEW vigie.baselines
(
    `series_id` String,
    `updated_at` DateTime64(3, 'UTC'),
    `points` UInt16,
    `first_days` Float64,
    `origin_days` Float64,
    `runs_per_day` Float64,
    `center` Float64,
    `slope_per_day` Float64,
    `season_offsets` Array(Float64),
    `day_part_offsets` Array(Float64),
    `cell_offsets` Array(Float64),
    `level` Float64,
    `scale` Float64,
    `zone` LowCardinality(String)
)
AS SELECT *
FROM vigie.baseline_rows
FINAL;

CREATE VIEW vigie.collectors
(
    `collector` String,
    `watermark` DateTime64(3, 'UTC'),
    `heard_at` DateTime64(3, 'UTC')
)
AS SELECT
    collector,
    max(heartbeats.watermark) AS watermark,
    max(heartbeats.heard_at) AS heard_at
FROM vigie.heartbeats
GROUP BY collector;

CREATE VIEW vigie.copies
(
    `series_id` String,
    `run_id` String,
    `uri` String,
    `tenant` String,
    `role` String,
    `vault` String,
    `size_bytes` Nullable(Int64),
    `checksum_algorithm` String,
    `checksum_value` String,
    `checksum_type` String,
    `first_observed_at` DateTime64(3, 'UTC'),
    `last_observed_at` DateTime64(3, 'UTC'),
    `removed` UInt8
)
AS SELECT
    series_id,
    run_id,
    copy_uri AS uri,
    any(tenant) AS tenant,
    argMax(copy_role, (time, type, source, id)) AS role,
    argMax(copy_vault, (time, type, source, id)) AS vault,
    argMaxIf(size_bytes, (time, source, id), type = 'vigie.copy.observed.v1') AS size_bytes,
    argMaxIf(checksum_algorithm, (time, source, id), type = 'vigie.copy.observed.v1') AS checksum_algorithm,
    argMaxIf(checksum_value, (time, source, id), type = 'vigie.copy.observed.v1') AS checksum_value,
    argMaxIf(checksum_type, (time, source, id), type = 'vigie.copy.observed.v1') AS checksum_type,
    minIf(time, type = 'vigie.copy.observed.v1') AS first_observed_at,
    maxIf(time, type = 'vigie.copy.observed.v1') AS last_observed_at,
    argMax(type, (time, type, source, id)) = 'vigie.copy.removed.v1' AS removed
FROM vigie.events
WHERE type IN ('vigie.copy.observed.v1', 'vigie.copy.removed.v1')
GROUP BY
    series_id,
    run_id,
    copy_uri;

CREATE VIEW vigie.copy_removals
(
    `day` Date,
    `series_id` String,
    `copy_key` UInt64,
    `run_key` UInt64,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `role` LowCardinality(String),
    `vault` LowCardinality(String),
    `removed_at` DateTime64(3, 'UTC')
)
AS SELECT
    * EXCEPT (removed, version, at, size_bytes, locked_until),
    at AS removed_at
FROM vigie.copy_rows
FINAL
WHERE removed = 1;

CREATE VIEW vigie.decisions
(
    `id` String,
    `kind` LowCardinality(String),
    `time` DateTime64(3, 'UTC'),
    `author` String,
    `reason` String,
    `tenant` LowCardinality(String),
    `series_id` String,
    `finding_id` String,
    `from_at` Nullable(DateTime64(3, 'UTC')),
    `until_at` Nullable(DateTime64(3, 'UTC')),
    `body` String
)
AS SELECT *
FROM vigie.decision_rows
FINAL;

CREATE VIEW vigie.events
(
    `source` String,
    `id` String,
    `type` LowCardinality(String),
    `time` DateTime64(3, 'UTC'),
    `received_time` DateTime64(3, 'UTC'),
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `asset_kind` LowCardinality(String),
    `instance` String,
    `asset` String,
    `backup_type` LowCardinality(String),
    `series_id` String,
    `run_id` String,
    `started_at` Nullable(DateTime64(3, 'UTC')),
    `finished_at` Nullable(DateTime64(3, 'UTC')),
    `size_bytes` Nullable(Int64),
    `stored_bytes` Nullable(Int64),
    `copy_role` LowCardinality(String),
    `copy_vault` LowCardinality(String),
    `copy_uri` String,
    `checksum_algorithm` LowCardinality(String),
    `checksum_value` String,
    `checksum_type` LowCardinality(String),
    `body` String,
    `log_partition` UInt32,
    `log_offset` Int64,
    `locked_until` Nullable(DateTime64(3, 'UTC'))
)
AS SELECT * EXCEPT version REPLACE (replaceOne(replaceOne(replaceOne(replaceOne(body, '', id), '', run_id), '', checksum_value), '', copy_uri) AS body)
FROM vigie.event_rows
FINAL;

CREATE VIEW vigie.findings
(
    `id` String,
    `version` UInt32,
    `kind` LowCardinality(String),
    `severity` LowCardinality(String),
    `tenant` LowCardinality(String),
    `series_id` String,
    `slot` Nullable(DateTime64(3, 'UTC')),
    `run_id` String,
    `copy_uri` String,
    `collector` String,
    `opened_at` DateTime64(3, 'UTC'),
    `resolved_at` Nullable(DateTime64(3, 'UTC')),
    `body` String
)
AS SELECT *
FROM vigie.finding_rows
FINAL;

CREATE VIEW vigie.heartbeats
(
    `hour` DateTime('UTC'),
    `collector` String,
    `watermark` DateTime64(3, 'UTC'),
    `heard_at` DateTime64(3, 'UTC')
)
AS SELECT
    hour,
    collector,
    CAST(max(heartbeat_rows.watermark), 'DateTime64(3, \'UTC\')') AS watermark,
    CAST(max(heartbeat_rows.heard_at), 'DateTime64(3, \'UTC\')') AS heard_at
FROM vigie.heartbeat_rows
GROUP BY
    hour,
    collector;

CREATE VIEW vigie.incidents
(
    `id` String,
    `version` UInt64,
    `kind` LowCardinality(String),
    `severity` LowCardinality(String),
    `status` LowCardinality(String),
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `series_id` String,
    `cause` String,
    `parent` String,
    `opened_at` DateTime64(3, 'UTC'),
    `asked_at` DateTime64(3, 'UTC'),
    `first_acknowledged_at` Nullable(DateTime64(3, 'UTC')),
    `acknowledged_at` Nullable(DateTime64(3, 'UTC')),
    `acknowledged_by` String,
    `assigned_to` String,
    `resolved_at` Nullable(DateTime64(3, 'UTC')),
    `findings_count` UInt32,
    `open_count` UInt32,
    `own_kind` LowCardinality(String),
    `own_cause` String
)
AS SELECT *
FROM vigie.incident_rows
FINAL;

CREATE VIEW vigie.intake
(
    `at` DateTime('UTC'),
    `log_partition` UInt32,
    `records` UInt64,
    `delay_ms_max` Int64
)
AS SELECT
    at,
    log_partition,
    toUInt64((max(last_offset) - min(first_offset)) + 1) AS records,
    CAST(max(intake_rows.delay_ms_max), 'Int64') AS delay_ms_max
FROM vigie.intake_rows
GROUP BY
    at,
    log_partition;

CREATE VIEW vigie.pages
(
    `dedup_key` String,
    `pager` LowCardinality(String),
    `incident` String,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `reason` LowCardinality(String),
    `severity` LowCardinality(String),
    `created_at` DateTime64(3, 'UTC'),
    `attempts` UInt32,
    `sent_at` Nullable(DateTime64(3, 'UTC')),
    `given_up_at` Nullable(DateTime64(3, 'UTC')),
    `fallback_of` LowCardinality(String)
)
AS SELECT * EXCEPT (id, version)
FROM vigie.page_rows
FINAL;

CREATE VIEW vigie.proofs
(
    `id` String,
    `tenant` LowCardinality(String),
    `series_id` String,
    `run_id` String,
    `copy_vault` LowCardinality(String),
    `copy_uri` String,
    `wanted` LowCardinality(String),
    `level` LowCardinality(String),
    `outcome` LowCardinality(String),
    `failure` LowCardinality(String),
    `started_at` DateTime64(3, 'UTC'),
    `finished_at` DateTime64(3, 'UTC'),
    `restore_seconds` Nullable(Float64),
    `reason` LowCardinality(String),
    `drawn` String,
    `hash` String,
    `previous` String,
    `body` String,
    `bytes_read` Nullable(Int64)
)
AS SELECT *
FROM vigie.proof_rows
FINAL;

CREATE VIEW vigie.reject_groups
(
    `fault` LowCardinality(String),
    `source` String,
    `origin` String,
    `count` UInt64,
    `first_seen` DateTime64(3, 'UTC'),
    `last_seen` DateTime64(3, 'UTC'),
    `last_reason` String,
    `last_position` String
)
AS SELECT
    fault,
    source,
    origin,
    count() AS count,
    min(received_at) AS first_seen,
    max(received_at) AS last_seen,
    argMax(reason, (received_at, id)) AS last_reason,
    argMax(position, (received_at, id)) AS last_position
FROM vigie.rejects
WHERE replayed_at IS NULL
GROUP BY
    fault,
    source,
    origin;

CREATE VIEW vigie.rejects
(
    `id` String,
    `origin` String,
    `position` String,
    `fault` LowCardinality(String),
    `reason` String,
    `received_at` DateTime64(3, 'UTC'),
    `bytes_base64` String,
    `bytes_total` UInt64,
    `source` String,
    `replayed_at` Nullable(DateTime64(3, 'UTC'))
)
AS SELECT *
FROM vigie.reject_rows
FINAL;

CREATE VIEW vigie.runs
(
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `asset_kind` LowCardinality(String),
    `backup_type` LowCardinality(String),
    `series_id` String,
    `run_id` String,
    `run_key` UInt64,
    `started_at` Nullable(DateTime64(3, 'UTC')),
    `finished_at` Nullable(DateTime64(3, 'UTC')),
    `outcome` String,
    `size_bytes` Nullable(Int64),
    `stored_bytes` Nullable(Int64)
)
AS SELECT
    CAST(tenant, 'LowCardinality(String)') AS tenant,
    CAST(environment, 'LowCardinality(String)') AS environment,
    CAST(product, 'LowCardinality(String)') AS product,
    CAST(site, 'LowCardinality(String)') AS site,
    CAST(asset_kind, 'LowCardinality(String)') AS asset_kind,
    CAST(backup_type, 'LowCardinality(String)') AS backup_type,
    series_id,
    CAST(run_id, 'String') AS run_id,
    run_key,
    CAST(started_at, 'Nullable(DateTime64(3, \'UTC\'))') AS started_at,
    if(outcome = 'succeeded', tupleElement(success, 1), CAST(failed_at, 'Nullable(DateTime64(3, \'UTC\'))')) AS finished_at,
    multiIf((tupleElement(success, 1) < toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC')) AND ifNull(failed_at <= tupleElement(success, 1), 1), 'succeeded', failed_at IS NOT NULL, 'failed', 'running') AS outcome,
    if(outcome = 'succeeded', toNullable(tupleElement(success, 2)), NULL) AS size_bytes,
    if((outcome = 'succeeded') AND (tupleElement(success, 3) >= 0), toNullable(tupleElement(success, 3)), NULL) AS stored_bytes
FROM
(
    SELECT
        any(by_day.tenant) AS tenant,
        any(by_day.environment) AS environment,
        any(by_day.product) AS product,
        any(by_day.site) AS site,
        any(by_day.asset_kind) AS asset_kind,
        any(by_day.backup_type) AS backup_type,
        series_id,
        any(by_day.run_id) AS run_id,
        run_key,
        argMin(by_day.started_at, (by_day.success, by_day.started_at)) AS started_at,
        max(by_day.failed_at) AS failed_at,
        min(by_day.success) AS success
    FROM
    (
        SELECT *
        FROM vigie.run_rows
        FINAL
    ) AS by_day
    GROUP BY
        series_id,
        run_key
);

CREATE VIEW vigie.runs_by_day
(
    `day` Date,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `asset_kind` LowCardinality(String),
    `backup_type` LowCardinality(String),
    `series_id` String,
    `run_id` String,
    `run_key` UInt64,
    `started_at` Nullable(DateTime64(3, 'UTC')),
    `finished_at` Nullable(DateTime64(3, 'UTC')),
    `outcome` String,
    `size_bytes` Nullable(Int64),
    `stored_bytes` Nullable(Int64)
)
AS SELECT
    day,
    CAST(tenant, 'LowCardinality(String)') AS tenant,
    CAST(environment, 'LowCardinality(String)') AS environment,
    CAST(product, 'LowCardinality(String)') AS product,
    CAST(site, 'LowCardinality(String)') AS site,
    CAST(asset_kind, 'LowCardinality(String)') AS asset_kind,
    CAST(backup_type, 'LowCardinality(String)') AS backup_type,
    series_id,
    CAST(run_id, 'String') AS run_id,
    run_key,
    CAST(started_at, 'Nullable(DateTime64(3, \'UTC\'))') AS started_at,
    if(outcome = 'succeeded', tupleElement(success, 1), CAST(failed_at, 'Nullable(DateTime64(3, \'UTC\'))')) AS finished_at,
    multiIf((tupleElement(success, 1) < toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC')) AND ifNull(failed_at <= tupleElement(success, 1), 1), 'succeeded', failed_at IS NOT NULL, 'failed', 'running') AS outcome,
    if(outcome = 'succeeded', toNullable(tupleElement(success, 2)), NULL) AS size_bytes,
    if((outcome = 'succeeded') AND (tupleElement(success, 3) >= 0), toNullable(tupleElement(success, 3)), NULL) AS stored_bytes
FROM vigie.run_rows
FINAL;

CREATE VIEW vigie.series_states
(
    `series_id` String,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `asset_kind` LowCardinality(String),
    `instance` String,
    `asset` String,
    `backup_type` LowCardinality(String),
    `policy` String,
    `state` LowCardinality(String),
    `slot` Nullable(DateTime64(3, 'UTC')),
    `next_slot` Nullable(DateTime64(3, 'UTC')),
    `last_success_at` Nullable(DateTime64(3, 'UTC')),
    `last_size_bytes` Nullable(Int64),
    `updated_at` DateTime64(3, 'UTC'),
    `learning_runs` Nullable(UInt16),
    `learning_needed` Nullable(UInt16),
    `expected_copies` Array(LowCardinality(String)),
    `copies_within_ms` Nullable(Int64),
    `keep_ms` Nullable(Int64),
    `purge_within_ms` Nullable(Int64),
    `proof_every_ms` Nullable(Int64),
    `proof_level` LowCardinality(String),
    `proof_due_at` Nullable(DateTime64(3, 'UTC')),
    `rpo_ms` Nullable(Int64),
    `rto_ms` Nullable(Int64)
)
AS SELECT * EXCEPT version
FROM vigie.series_state_rows
FINAL;

CREATE VIEW vigie.vault_copies
(
    `day` Date,
    `series_id` String,
    `copy_key` UInt64,
    `run_key` UInt64,
    `tenant` LowCardinality(String),
    `environment` LowCardinality(String),
    `product` LowCardinality(String),
    `site` LowCardinality(String),
    `role` LowCardinality(String),
    `vault` LowCardinality(String),
    `size_bytes` Nullable(Int64),
    `locked_until` Nullable(DateTime64(3, 'UTC')),
    `observed_at` DateTime64(3, 'UTC')
)
AS SELECT
    * EXCEPT (removed, version, at),
    at AS observed_at
FROM vigie.copy_rows
FINAL
WHERE removed = 0;
