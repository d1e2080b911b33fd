-- What: the newest proofs of the copies of one asset, whatever their type. Reads: proofs. Takes:
-- series_ids (Array(String)), rows_max (UInt32). Returns: id, run_id, uri, level, outcome,
-- finished_at_ms, chain (of one that rests on others, as JSON, or empty) and of_copy: whether a
-- failure is the copy's own, not that of what it rests on.
SELECT
    id,
    run_id,
    copy_uri AS uri,
    level,
    outcome,
    toUnixTimestamp64Milli(finished_at) AS finished_at_ms,
    JSONExtractRaw(body, 'chain') AS chain,
    arrayExists(
        made -> JSONExtractString(made, 'verdict') = 'fail'
            AND JSONExtractString(made, 'fault') IN ('', 'backup'),
        JSONExtractArrayRaw(body, 'checks')
    ) AS of_copy
FROM proofs
WHERE series_id IN {series_ids:Array(String)}
ORDER BY finished_at DESC, id
LIMIT {rows_max:UInt32}
