-- What: how far ahead of UTC the clock of the server that was backed up stood, in quarters of an
-- hour. Reads: the history that VERIFYONLY WITH LOADHISTORY wrote. Takes: @id of the backup set.
-- Returns: at most one row: quarters; null or 127 where the set does not say.
SELECT TOP (1) CONVERT(int, time_zone) AS quarters
FROM msdb.dbo.backupset
WHERE backup_set_uuid = CONVERT(uniqueidentifier, @id);
