-- What: the newest of what each stage has written, and how old that is; null where it has written nothing.
-- Reads: delay_rows, series_state_rows, finding_rows, proof_rows. Takes nowMs. Returns stage, last_at, behind_seconds.
SELECT
    stage,
    if(rows = 0, NULL, newest) AS last_at,
    if(
        rows = 0,
        NULL,
        greatest(0, dateDiff('millisecond', newest, fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC'))) / 1000
    ) AS behind_seconds
FROM (
    SELECT 'received' AS stage, CAST(max(last_at), 'DateTime64(3, \'UTC\')') AS newest, count() AS rows FROM delay_rows
    WHERE of = 'type'
    UNION ALL
    SELECT 'analysed', max(updated_at), count() FROM series_state_rows
    UNION ALL
    SELECT 'found', max(opened_at), count() FROM finding_rows
    UNION ALL
    SELECT 'verified', max(finished_at), count() FROM proof_rows
)
ORDER BY indexOf(['received', 'analysed', 'found', 'verified'], stage)
