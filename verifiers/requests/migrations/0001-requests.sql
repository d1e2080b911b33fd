-- Restore requests as they stand (`body`, JSON); `number` counts those of a year, `asked` is a hash
-- of what tells two restores apart.
CREATE TABLE restore_requests (
  id TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  state TEXT NOT NULL,
  asked TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (year, number)
);

-- What auditors read: every change of a request, never altered, with what it brought (`body`, JSON).
CREATE TABLE restore_request_steps (
  request_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at_ms BIGINT NOT NULL,
  act TEXT NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (request_id, revision)
);

-- The sealed reports of requests that are over, in the order of their chain.
CREATE TABLE restore_request_reports (
  position INTEGER PRIMARY KEY,
  request_id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
);
