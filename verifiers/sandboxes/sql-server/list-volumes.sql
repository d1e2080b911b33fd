-- What: the volumes that hold a database file. Reads: sys.dm_os_volume_stats. Takes: nothing.
-- Returns: mount, where it begins; freeBytes.
SELECT DISTINCT v.volume_mount_point AS mount, CONVERT(bigint, v.available_bytes) AS freeBytes
FROM sys.master_files AS f
CROSS APPLY sys.dm_os_volume_stats(f.database_id, f.file_id) AS v;
