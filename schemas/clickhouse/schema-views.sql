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
    `scale` Float64
)
AS SELECT *
FROM vigie.baseline_rows
FINAL;

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
    `log_offset` Int64
)
AS SELECT * EXCEPT (version, content_hash) REPLACE (replaceOne(replaceOne(replaceOne(replaceOne(body, '', id), '', run_id), '', checksum_value), '', copy_uri) AS body)
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
    `hash` String,
    `previous` String,
    `body` String
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
    `learning_needed` Nullable(UInt16)
)
AS SELECT * EXCEPT version
FROM vigie.series_state_rows
FINAL;
