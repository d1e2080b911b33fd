-- What: says who restores into a database: whoever holds this lock, as long as his connection
-- lives. Takes: @resource, the database's name. Returns: taken, below zero where another has it.
DECLARE @taken int;
EXEC @taken = sys.sp_getapplock @Resource = @resource, @LockMode = N'Exclusive',
  @LockOwner = N'Session', @LockTimeout = 0;
SELECT @taken AS taken;
