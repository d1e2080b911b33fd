-- What: the keys that the instance could open a backup with. Reads: master. Takes: nothing.
-- Returns: name; thumbprint in hexadecimal.
SELECT name, CONVERT(nvarchar(64), thumbprint, 2) AS thumbprint FROM master.sys.certificates
UNION ALL
SELECT name, CONVERT(nvarchar(64), thumbprint, 2) AS thumbprint FROM master.sys.asymmetric_keys;
