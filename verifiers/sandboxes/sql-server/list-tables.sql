-- What: the tables that hold a restored database's content. Reads: its catalog. Takes: @most, how
-- many at most. Returns: schema, name, and how many rows the database records.
SELECT TOP (@most) s.name AS [schema], t.name AS name, SUM(p.rows) AS recorded
FROM sys.tables AS t
JOIN sys.schemas AS s ON s.schema_id = t.schema_id
JOIN sys.partitions AS p ON p.object_id = t.object_id AND p.index_id IN (0, 1)
WHERE t.is_ms_shipped = 0 AND t.is_external = 0
GROUP BY s.name, t.name
ORDER BY s.name, t.name;
