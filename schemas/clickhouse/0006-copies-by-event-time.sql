-- Copies as they last were: by when things happened, not by when they were heard of, so that a late
-- removal or a correction that overtook what it corrects leads to the same. Of one instant the removal counts.
CREATE OR REPLACE VIEW copies AS
SELECT
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
FROM events
WHERE type IN ('vigie.copy.observed.v1', 'vigie.copy.removed.v1')
GROUP BY series_id, run_id, copy_uri;
