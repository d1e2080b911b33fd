-- What: amcheck over every b-tree (an error with SQLSTATE XX002 names the first that disagrees with
-- its table) and every table's pages.
-- Reads: the catalog, all indexes and tables. Takes: nothing. Returns: indexes checked, invalid
-- ones, tables with damaged pages.
WITH checked AS MATERIALIZED (
  SELECT i.indisvalid,
    CASE WHEN i.indisvalid AND am.amname = 'btree'
      THEN vigie_sandbox.bt_index_check(i.indexrelid::pg_catalog.regclass, n.nspname <> 'pg_catalog') IS NULL END
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'i' AND c.relpersistence <> 't'
),
damaged AS MATERIALIZED (
  SELECT c.oid
  FROM pg_catalog.pg_class AS c
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
    AND EXISTS (SELECT 1 FROM vigie_sandbox.verify_heapam(c.oid::pg_catalog.regclass))
)
SELECT
  (SELECT pg_catalog.count(*)::int FROM checked WHERE indisvalid) AS indexes,
  (SELECT pg_catalog.count(*)::int FROM checked WHERE NOT indisvalid) AS invalid,
  (SELECT pg_catalog.count(*)::int FROM damaged) AS damaged;
