-- What: whether a table has a column of dates or timestamps.
-- Reads: the catalog. Takes: $1 schema, $2 table, $3 column. Returns: one row where it has.
SELECT 1 AS found
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND a.attname = $3
  AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p')
  AND a.atttypid IN (
    'pg_catalog.date'::pg_catalog.regtype,
    'pg_catalog.timestamp'::pg_catalog.regtype,
    'pg_catalog.timestamptz'::pg_catalog.regtype
  );
