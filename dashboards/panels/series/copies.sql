-- What: the copies of one series as they are now, and whether primary and duplicate of a run agree, as
-- analyzers/copies/compare-copies.ts compares what was last seen of them.
-- Reads: events of that series. Takes seriesId, rowsMax, rowsBefore; tenants: empty for all.
-- Returns, newest first: one row an object. agreement: `same` (equal checksums), `different`, `unknown` (not to be
-- compared), `alone` (the other is not there); null of one that was removed. Encrypted: null where nobody said.
WITH
    seen AS (
        SELECT
            run_id,
            copy_uri AS uri,
            argMax(copy_role, (time, type, source, id)) AS role,
            argMax(copy_vault, (time, type, source, id)) AS vault,
            argMax(type, (time, type, source, id)) = 'vigie.copy.removed.v1' AS removed,
            maxIf(time, type = 'vigie.copy.removed.v1') AS removedAt,
            minIf(time, type = 'vigie.copy.observed.v1') AS firstAt,
            maxIf(time, type = 'vigie.copy.observed.v1') AS lastAt,
            countIf(type = 'vigie.copy.observed.v1') AS observations,
            argMaxIf(
                (size_bytes, checksum_algorithm, checksum_value, checksum_type, locked_until, body),
                (time, source, id), type = 'vigie.copy.observed.v1') AS last
        FROM events
        WHERE series_id = {seriesId:String}
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
            AND type IN ('vigie.copy.observed.v1', 'vigie.copy.removed.v1')
        GROUP BY run_id, uri
    ),
    told AS (
        SELECT
            run_id, uri, role, vault, removed, removedAt, firstAt, lastAt, observations,
            last.1 AS size,
            last.2 AS algorithm,
            last.3 AS checksum,
            if(last.4 = '', 'full', last.4) AS range,
            last.5 AS lockedUntil,
            JSONExtract(last.6, 'data', 'copy', 'encrypted', 'Nullable(Bool)') AS encrypted,
            JSONExtractString(last.6, 'data', 'copy', 'storageClass') AS storageClass,
            max(firstAt) OVER (PARTITION BY run_id) AS runAt,
            arrayFilter(
                other -> other.1 != role,
                groupArray((role, size, algorithm, checksum, range, ifNull(encrypted, 0), storageClass, removed = 0))
                    OVER (PARTITION BY run_id)) AS others,
            arrayFirst(other -> other.8, others) AS other
        FROM seen
    )
SELECT
    run_id AS runId,
    role,
    vault,
    uri,
    size,
    multiIf(
        removed, NULL,
        NOT arrayExists(known -> known.8, others), 'alone',
        (ifNull(encrypted, 0) != other.6 OR (storageClass != '' AND other.7 != '' AND storageClass != other.7))
            AND (size != other.2 OR (checksum != '' AND algorithm = other.3 AND range = other.5 AND checksum != other.4)),
        'unknown',
        ifNull(size != other.2, 1), 'different',
        checksum = '' OR algorithm != other.3 OR range != other.5, 'unknown',
        checksum = other.4, 'same',
        'different') AS agreement,
    nullIf(if(checksum = '', '', concat(algorithm, ' ', checksum)), '') AS fingerprint,
    encrypted,
    nullIf(storageClass, '') AS storedAs,
    if(observations = 0, NULL, firstAt) AS observedAt,
    if(observations = 0, NULL, lastAt) AS lastObservedAt,
    lockedUntil,
    if(removed, removedAt, NULL) AS goneAt
FROM told
ORDER BY runAt DESC, runId, role DESC, uri
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
