-- What: a fleet of series as the analyzers last saw it, most of them filled, each under a policy.
-- Takes series (UInt32), nowMs (Int64). Writes series_state_rows.
INSERT INTO series_state_rows
    (series_id, version, tenant, environment, product, site, asset_kind, instance, asset, backup_type, policy, state, slot,
        next_slot, last_success_at, last_size_bytes, updated_at, expected_copies, copies_within_ms, keep_ms,
        purge_within_ms, proof_every_ms, proof_level, proof_due_at, rpo_ms, rto_ms, learning_runs, learning_needed)
SELECT
    lower(hex(MD5(toString(number)))) AS series_id,
    {nowMs:Int64} AS version,
    -- The first of 40 has a fifth of all.
    concat('tenant-', toString(toUInt32(floor(40 * pow(cityHash64(number, 't') % 1000 / 1000, 2))))) AS tenant,
    if(cityHash64(number, 'e') % 5 > 0, 'production', 'staging') AS environment,
    concat('product-', toString(cityHash64(number, 'p') % 5)) AS product,
    concat('site-', toString(cityHash64(number, 's') % 8)) AS site,
    if(cityHash64(number, 'k') % 10 < 7, 'sql-database', 'vm-image') AS asset_kind,
    concat('host-', toString(intDiv(number, 20))) AS instance,
    concat('Database', toString(number)) AS asset,
    'full' AS backup_type,
    'daily' AS policy,
    multiIf(
        cityHash64(number, 'x') % 1000 < 2, 'missing', cityHash64(number, 'x') % 1000 < 5, 'late',
        cityHash64(number, 'x') % 1000 < 30, 'running', cityHash64(number, 'x') % 1000 < 32, 'failed',
        cityHash64(number, 'x') % 1000 < 80, 'waiting', cityHash64(number, 'x') % 1000 < 90, 'unknown', 'filled'
    ) AS state,
    fromUnixTimestamp64Milli({nowMs:Int64} - toInt64(cityHash64(number, 'd') % 86400) * 1000, 'UTC') AS slot,
    slot + INTERVAL 1 DAY AS next_slot,
    slot + INTERVAL 20 MINUTE AS last_success_at,
    toInt64(exp2(28 + cityHash64(number, 'b') % 120 / 10)) AS last_size_bytes,
    fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC') AS updated_at,
    ['primary', 'duplicate'] AS expected_copies,
    21600000 AS copies_within_ms,
    1209600000 AS keep_ms,
    172800000 AS purge_within_ms,
    1209600000 AS proof_every_ms,
    'restored' AS proof_level,
    fromUnixTimestamp64Milli({nowMs:Int64} + toInt64(cityHash64(number, 'v') % 1209600) * 1000, 'UTC') AS proof_due_at,
    93600000 AS rpo_ms,
    14400000 AS rto_ms,
    if(cityHash64(number, 'n') % 100 = 0, 3, NULL) AS learning_runs,
    if(cityHash64(number, 'n') % 100 = 0, 7, NULL) AS learning_needed
FROM numbers({series:UInt32})
