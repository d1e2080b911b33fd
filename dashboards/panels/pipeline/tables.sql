-- What: how many rows each table holds, those counted too that a later one will replace.
-- Reads: the store's own tables. Takes nothing. Returns table_name, rows_held.
SELECT table_name, rows_held
FROM (
    SELECT 'events' AS table_name, count() AS rows_held FROM event_rows
    UNION ALL SELECT 'runs', count() FROM run_rows
    UNION ALL SELECT 'copies', count() FROM copy_rows
    UNION ALL SELECT 'series', count() FROM series_state_rows
    UNION ALL SELECT 'baselines', count() FROM baseline_rows
    UNION ALL SELECT 'findings', count() FROM finding_rows
    UNION ALL SELECT 'proofs', count() FROM proof_rows
    UNION ALL SELECT 'rejects', count() FROM reject_rows
    UNION ALL SELECT 'decisions', count() FROM decision_rows
    UNION ALL SELECT 'incidents', count() FROM incident_rows
    UNION ALL SELECT 'pages', count() FROM page_rows
)
ORDER BY rows_held DESC, table_name
