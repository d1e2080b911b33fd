-- What: the name of the instance that its operator has marked as a sandbox.
-- Reads: the properties of the database vigie_sandbox. Takes: nothing.
-- Returns: at most one row: marker.
SELECT CONVERT(nvarchar(256), value) AS marker
FROM vigie_sandbox.sys.extended_properties
WHERE class = 0 AND name = N'vigie-sandbox';
