-- What: what one series is, how it stands, and what its policy promises.
-- Reads: series_states, findings and proof_head_rows of that series. Takes seriesId; tenants: empty for all.
-- Returns at most one row. Promises are null where the policy makes none. lastProvenAt: of the newest proof that reached
-- the level promised.
WITH
    ['exists', 'whole', 'sound', 'restored', 'right'] AS levels,
    one AS (
        SELECT *
        FROM series_states
        WHERE series_id = {seriesId:String}
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    ),
    (SELECT indexOf(levels, any(proof_level)) FROM one) AS promised,
    open AS (
        SELECT countIf(severity = 'critical') AS critical, countIf(severity = 'warning') AS warnings
        FROM findings
        WHERE id IN (SELECT id FROM finding_rows WHERE series_id = {seriesId:String}) AND resolved_at IS NULL
    ),
    proven AS (
        SELECT
            count() AS proofs,
            argMax(outcome, version) AS proof,
            argMax(level, version) AS newestLevel,
            max(finished_at) AS proofAt,
            countIf(outcome = 'proven' AND indexOf(levels, level) >= promised) AS good,
            maxIf(finished_at, outcome = 'proven' AND indexOf(levels, level) >= promised) AS goodAt
        FROM proof_head_rows
        WHERE series_id = {seriesId:String}
    )
SELECT
    series_id AS seriesId,
    tenant,
    environment,
    product,
    site,
    asset_kind AS assetKind,
    instance,
    asset,
    backup_type AS backupType,
    nullIf(policy, '') AS policy,
    state,
    slot,
    next_slot AS nextSlot,
    last_success_at AS lastSuccessAt,
    last_size_bytes AS lastSizeBytes,
    learning_runs AS learningRuns,
    learning_needed AS learningNeeded,
    expected_copies AS expectedCopies,
    copies_within_ms / 1000 AS copiesWithin,
    keep_ms / 1000 AS keep,
    purge_within_ms / 1000 AS purgeWithin,
    proof_every_ms / 1000 AS proofEvery,
    nullIf(proof_level, '') AS proofLevel,
    proof_due_at AS proofDueAt,
    rpo_ms / 1000 AS rpo,
    rto_ms / 1000 AS rto,
    critical,
    warnings,
    if(proofs = 0, NULL, proof) AS lastProof,
    nullIf(newestLevel, '') AS reachedLevel,
    if(proofs = 0, NULL, proofAt) AS lastProofAt,
    if(good = 0, NULL, goodAt) AS lastProvenAt,
    updated_at AS updatedAt
FROM one
CROSS JOIN open
CROSS JOIN proven
