-- When a reject was sent through acceptance again, which is the end of it; the groups are those that wait.
ALTER TABLE reject_rows ADD COLUMN IF NOT EXISTS replayed_at Nullable(DateTime64(3, 'UTC'));

CREATE OR REPLACE VIEW rejects AS SELECT * FROM reject_rows FINAL;

CREATE OR REPLACE VIEW reject_groups AS
SELECT
    fault,
    source,
    origin,
    count() AS count,
    min(received_at) AS first_seen,
    max(received_at) AS last_seen,
    argMax(reason, (received_at, id)) AS last_reason,
    argMax(position, (received_at, id)) AS last_position
FROM rejects
WHERE replayed_at IS NULL
GROUP BY fault, source, origin;
