-- What: whether the database's text was sorted by another version of the library of collations than
-- the one here, so that its indexes may look wrong without being so (PostgreSQL 15 or later).
-- Reads: the catalog. Takes: nothing. Returns: one row where it was.
SELECT 1 AS found
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
  AND d.datcollversion <> pg_catalog.pg_database_collation_actual_version(d.oid);
