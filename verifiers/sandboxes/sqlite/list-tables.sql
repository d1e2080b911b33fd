-- What: the tables that hold a database's content; virtual ones hold it in others.
-- Reads: the schema. Takes: nothing. Returns: name.
SELECT name
FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND rootpage > 0
ORDER BY name
LIMIT 10000;
