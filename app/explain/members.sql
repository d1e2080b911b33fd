-- What: the findings that one is the parent of, those open first. Reads: findings. Takes: parent (an id), rowsMax.
-- Returns: body, the finding's JSON; total, how many there are.
SELECT
    body,
    count() OVER () AS total
FROM findings
WHERE JSONExtractString(body, 'parent') = {parent:String}
ORDER BY resolved_at IS NOT NULL, opened_at, id
LIMIT {rowsMax:UInt32}
