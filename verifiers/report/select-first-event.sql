-- What: when the first event happened; null where there is none. Reads: events. Takes nothing.
-- Returns: firstMs.
SELECT if(count() = 0, NULL, toUnixTimestamp64Milli(min(time))) AS firstMs FROM events
