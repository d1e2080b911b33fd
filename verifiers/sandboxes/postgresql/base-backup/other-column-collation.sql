-- What: whether text was sorted by another version of a collation than the one here, so that its
-- indexes may look wrong without being so: any of the C library, which sorts a database's own text
-- too, or one of another library that a column has.
-- Reads: the catalog (PostgreSQL 10 or later). Takes: nothing. Returns: one row where it was.
SELECT 1 AS found
FROM pg_catalog.pg_collation AS c
WHERE c.collversion <> pg_catalog.pg_collation_actual_version(c.oid)
  AND (
      c.collprovider = 'c'
      -- 16384: the first id that is no system object's.
      OR EXISTS (
          SELECT FROM pg_catalog.pg_attribute AS a
          WHERE a.attcollation = c.oid AND a.attrelid >= 16384
      )
  )
LIMIT 1;
