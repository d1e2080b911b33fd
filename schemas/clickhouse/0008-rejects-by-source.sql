-- Who spoke, where what was rejected says so; and what was rejected, by why and from whom.
ALTER TABLE reject_rows ADD COLUMN IF NOT EXISTS
    source String DEFAULT leftUTF8(JSONExtractString(tryBase64Decode(bytes_base64), 'source'), 1000);

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
GROUP BY fault, source, origin;
