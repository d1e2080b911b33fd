-- What: what T-SQL means by names that PostgreSQL does not have, or takes for something else.
-- Reads, takes, returns: nothing.
CREATE EXTENSION citext;
CREATE DOMAIN tsql_bit AS smallint;
CREATE AGGREGATE count_big (*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE FUNCTION len(text) RETURNS integer LANGUAGE sql IMMUTABLE
  AS 'SELECT pg_catalog.length(pg_catalog.rtrim($1))';
CREATE FUNCTION isnull(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE
  AS 'SELECT coalesce($1, $2)';
-- The mean of whole numbers is a whole number in T-SQL.
CREATE FUNCTION mean_step(numeric[], anyelement) RETURNS numeric[] LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT ARRAY[$1[1] + 1, $1[2] + $2::numeric]';
CREATE FUNCTION mean_end(numeric[]) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS 'SELECT CASE WHEN $1[1] > 0 THEN pg_catalog.trunc($1[2] / $1[1])::bigint END';
CREATE AGGREGATE avg (bigint)
  (SFUNC = mean_step, STYPE = numeric[], FINALFUNC = mean_end, INITCOND = '{0,0}');
CREATE AGGREGATE avg (integer)
  (SFUNC = mean_step, STYPE = numeric[], FINALFUNC = mean_end, INITCOND = '{0,0}');
CREATE AGGREGATE avg (smallint)
  (SFUNC = mean_step, STYPE = numeric[], FINALFUNC = mean_end, INITCOND = '{0,0}');
