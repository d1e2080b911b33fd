-- What: when CHECKDB last found nothing wrong, as the database itself notes it (since 2016 SP2).
-- Reads: a database's properties. Takes: @name. Returns: one row: at; null where it is not known.
SELECT CONVERT(nvarchar(40), DATABASEPROPERTYEX(@name, N'LastGoodCheckDbTime'), 121) AS at;
