-- What: the tables and columns that the view vigie_question rests on, and the type of its value.
-- Reads: the catalogue. Takes: nothing. Returns: schema, table, column (null for the table itself),
-- type; one row where it rests on no table, of nulls and the type.
SELECT
  used.nspname AS schema,
  used.relname AS "table",
  used.attname AS column,
  type.typname AS type
FROM pg_catalog.pg_attribute AS value
JOIN pg_catalog.pg_type AS type ON type.oid = value.atttypid
LEFT JOIN (
  SELECT rule.ev_class, schema.nspname, class.relname, attribute.attname
  FROM pg_catalog.pg_rewrite AS rule
  JOIN pg_catalog.pg_depend AS dependency
    ON dependency.classid = 'pg_catalog.pg_rewrite'::regclass
    AND dependency.objid = rule.oid
    AND dependency.refclassid = 'pg_catalog.pg_class'::regclass
  JOIN pg_catalog.pg_class AS class ON class.oid = dependency.refobjid AND class.relkind = 'r'
  JOIN pg_catalog.pg_namespace AS schema
    ON schema.oid = class.relnamespace AND schema.nspname <> 'pg_catalog'
  LEFT JOIN pg_catalog.pg_attribute AS attribute
    ON attribute.attrelid = class.oid
    AND attribute.attnum = dependency.refobjsubid
    AND dependency.refobjsubid > 0
) AS used ON used.ev_class = value.attrelid
WHERE value.attrelid = 'vigie_question'::regclass AND value.attname = 'value';
