-- What: what the instance says of itself. Reads: its properties. Takes: nothing.
-- Returns: one row: major and version, name, whether it takes part in availability groups, whether
-- it has the marker's database.
SELECT
  CONVERT(int, SERVERPROPERTY('ProductMajorVersion')) AS major,
  CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')) AS version,
  CONVERT(nvarchar(256), @@SERVERNAME) AS name,
  ISNULL(CONVERT(int, SERVERPROPERTY('IsHadrEnabled')), 0) AS availability,
  CASE WHEN DB_ID(N'vigie_sandbox') IS NULL THEN 0 ELSE 1 END AS marked;
