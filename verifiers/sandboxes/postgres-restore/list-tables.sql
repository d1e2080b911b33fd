-- What: the tables that hold a restored database's content. A partition counts for the table that
-- it is a part of, since partitions come and go.
-- Reads: the catalog. Takes: $1, how many at most. Returns: schema, name; counts_for, schema and
-- name joined by a dot.
SELECT n.nspname::text AS schema, c.relname::text AS name,
  rn.nspname || '.' || r.relname AS counts_for
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class AS r ON r.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE c.relkind = 'r'
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'vigie_sandbox')
  AND n.nspname NOT LIKE 'pg\_toast%'
  AND NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'
  )
ORDER BY 1, 2
LIMIT $1;
