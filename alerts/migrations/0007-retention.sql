-- What is let go: of an incident that has been over for long what was told of it, later all of it.
-- `is_slim` is 1 where only the last message for each pager is left.
ALTER TABLE incidents ADD COLUMN is_slim INTEGER NOT NULL DEFAULT 0;

CREATE INDEX incidents_by_end ON incidents (resolved_at) WHERE status = 'resolved';
CREATE INDEX incidents_to_slim ON incidents (resolved_at) WHERE status = 'resolved' AND is_slim = 0;
CREATE INDEX told_by_message ON told (message);

-- What the store was told of that is here no more, by its table there: how many rows, and the sum
-- of their versions.
CREATE TABLE mirror_pruned
(
    name TEXT PRIMARY KEY,
    row_count BIGINT NOT NULL,
    version_sum BIGINT NOT NULL
);
