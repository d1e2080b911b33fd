-- What: all databases but the four of the system's own. Reads: sys.databases. Takes: nothing.
-- Returns: name, state.
SELECT name, state_desc AS state FROM sys.databases WHERE database_id > 4 ORDER BY name;
