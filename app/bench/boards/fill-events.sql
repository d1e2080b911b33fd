-- What: one day of events: of each series a start and an end, two copies seen, and two removed after 14 days.
-- Takes dayMs (Int64). Reads series_states. Writes event_rows.
INSERT INTO event_rows
    (source, id, type, time, received_time, tenant, environment, product, site, asset_kind, instance, asset, backup_type,
        series_id, run_id, started_at, finished_at, size_bytes, stored_bytes, copy_role, copy_vault, copy_uri,
        checksum_algorithm, checksum_value, checksum_type, body, log_partition, log_offset, locked_until)
WITH
    cityHash64(series_id, run_day) AS luck,
    lower(hex(MD5(concat(series_id, toString(run_day))))) AS run,
    fromUnixTimestamp64Milli(run_day * 86400000 + toInt64(cityHash64(series_id, 'd') % 84600) * 1000
        + toInt64(luck % 60000), 'UTC') AS began,
    began + toIntervalSecond(60 + cityHash64(series_id, 'l') % 2400 + luck % 300) AS ended,
    -- A copy of a run is seen in the vault beside it, and in another one within two hours.
    ended + if(what IN (2, 4), toIntervalSecond(luck % 300), toIntervalSecond(600 + luck % 6000)) AS seen,
    luck % 200 = 7 AS fails,
    toInt64(last_size_bytes * (0.97 + luck % 600 / 10000)) AS bytes
SELECT
    concat('/', product, '/', instance) AS source,
    lower(hex(MD5(concat(run, toString(what))))) AS id,
    multiIf(what = 0, 'vigie.backup.started.v1', what = 1 AND fails, 'vigie.backup.failed.v1',
        what = 1, 'vigie.backup.succeeded.v1', what < 4, 'vigie.copy.observed.v1', 'vigie.copy.removed.v1') AS type,
    multiIf(what = 0, began, what = 1, ended, what < 4, seen, seen + INTERVAL 14 DAY) AS time,
    time + toIntervalMillisecond(200 + luck % 20000) AS received_time,
    tenant, environment, product, site, asset_kind, instance, asset, backup_type,
    series_id,
    run AS run_id,
    if(what < 2, began, NULL) AS started_at,
    if(what = 1, ended, NULL) AS finished_at,
    if(what IN (1, 2, 3) AND NOT (what = 1 AND fails), bytes, NULL) AS size_bytes,
    if(what = 1 AND NOT fails, intDiv(bytes, 4), NULL) AS stored_bytes,
    multiIf(what < 2, '', what IN (2, 4), 'primary', 'duplicate') AS copy_role,
    multiIf(what < 2, '', what IN (2, 4), site, concat(site, '-second')) AS copy_vault,
    if(what < 2, '', concat('s3://', copy_vault, '/', asset, '/', run, '.bak')) AS copy_uri,
    if(what IN (1, 2, 3), 'sha256', '') AS checksum_algorithm,
    if(what IN (1, 2, 3), concat(run, run), '') AS checksum_value,
    if(what IN (1, 2, 3), 'full', '') AS checksum_type,
    '{"specversion":"1.0","id":"\x01","data":{"runId":"\x02","compressed":true,"encrypted":true}}' AS body,
    toUInt32(cityHash64(series_id, 'partition') % 12) AS log_partition,
    toInt64(toUnixTimestamp64Milli(received_time)) AS log_offset,
    if(what = 3, ended + INTERVAL 14 DAY, NULL) AS locked_until
FROM (
    SELECT
        *,
        arrayJoin(range(0, 6)) AS what,
        intDiv({dayMs:Int64}, 86400000) - if(what > 3, 14, 0) AS run_day
    FROM series_states
)
WHERE NOT (fails AND what > 1) AND luck % 333 != 5
