-- What lists show of a request (JSON), without the copies of its plan, which may be hundreds; null
-- until a request that was kept before changes again.
ALTER TABLE restore_requests ADD COLUMN summary TEXT;
