-- What: a column of instants in a table. Reads: the catalog. Takes: @schema, @table, @column.
-- Returns: its name as it is written, and those of its table and schema; nothing where it is none.
SELECT s.name AS [schema], t.name AS [table], c.name AS [column]
FROM sys.columns AS c
JOIN sys.tables AS t ON t.object_id = c.object_id
JOIN sys.schemas AS s ON s.schema_id = t.schema_id
JOIN sys.types AS y ON y.user_type_id = c.system_type_id
WHERE s.name = @schema AND t.name = @table AND c.name = @column
  AND y.name IN (N'date', N'datetime', N'datetime2', N'smalldatetime', N'datetimeoffset');
