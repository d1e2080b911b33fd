-- What: says of an instance that it is a sandbox, and makes the login that Vigie restores as.
-- Takes: $(LOGIN_PASSWORD), from the environment of sqlcmd. Returns: nothing.
IF DB_ID(N'vigie_sandbox') IS NULL CREATE DATABASE vigie_sandbox;
GO
USE vigie_sandbox;
DECLARE @server sysname = CONVERT(sysname, @@SERVERNAME);
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 0 AND name = N'vigie-sandbox')
  EXEC sys.sp_updateextendedproperty @name = N'vigie-sandbox', @value = @server;
ELSE
  EXEC sys.sp_addextendedproperty @name = N'vigie-sandbox', @value = @server;
GO
USE master;
IF SUSER_ID(N'vigie') IS NULL CREATE LOGIN vigie WITH PASSWORD = N'$(LOGIN_PASSWORD)';
ALTER SERVER ROLE dbcreator ADD MEMBER vigie;
GRANT VIEW SERVER STATE TO vigie;
GRANT VIEW ANY DEFINITION TO vigie;
IF USER_ID(N'vigie') IS NULL CREATE USER vigie FOR LOGIN vigie;
GRANT CREATE CERTIFICATE TO vigie;
-- What keys from the escrow are kept with while a restore lasts.
DECLARE @key nvarchar(200) = N'CREATE MASTER KEY ENCRYPTION BY PASSWORD = N'''
  + CONVERT(nvarchar(36), NEWID()) + N'-Aa1''';
IF NOT EXISTS (SELECT 1 FROM sys.symmetric_keys WHERE name = N'##MS_DatabaseMasterKey##')
  EXEC (@key);
GO
USE vigie_sandbox;
IF USER_ID(N'vigie') IS NULL CREATE USER vigie FOR LOGIN vigie;
GRANT VIEW DEFINITION TO vigie;
GO
USE msdb;
IF USER_ID(N'vigie') IS NULL CREATE USER vigie FOR LOGIN vigie;
GRANT SELECT ON dbo.backupset TO vigie;
GO
