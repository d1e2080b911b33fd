-- What: files of a restore, those that a broken CHECKDB leaves beside them too.
-- Reads: a directory of the instance (since 2017). Takes: @directory, @pattern.
-- Returns: path.
SELECT full_filesystem_path AS path FROM sys.dm_os_enumerate_filesystem(@directory, @pattern);
