-- What is let go: of an incident that has been over for long what was told of it, later all of it.
-- `is_slim` is 1 where only the last message for each pager is left.
ALTER TABLE incidents ADD COLUMN is_slim INTEGER NOT NULL DEFAULT 0;

CREATE INDEX incidents_by_end ON incidents (resolved_at) WHERE status = 'resolved';
CREATE INDEX incidents_to_slim ON incidents (resolved_at) WHERE status = 'resolved' AND is_slim = 0;
CREATE INDEX told_by_message ON told (message);

-- Of each table of the store that mirrors the state: how often all of it was told anew; and of what
-- it was told that is here no more, how many rows, and the sum of their versions.
CREATE TABLE mirrors
(
    name TEXT PRIMARY KEY,
    generation BIGINT NOT NULL DEFAULT 0,
    pruned_rows BIGINT NOT NULL DEFAULT 0,
    pruned_versions BIGINT NOT NULL DEFAULT 0
);
