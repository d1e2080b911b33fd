-- Random ids and hashes packed, and kept once: a body marks where they stood (ingest/writer/shorten-body.ts),
-- and `events` puts them back. Bodies from before have no marks and stay as they are.
ALTER TABLE event_rows MODIFY COLUMN id String CODEC(ZSTD(1));
ALTER TABLE event_rows MODIFY COLUMN run_id String CODEC(ZSTD(1));
ALTER TABLE event_rows MODIFY COLUMN copy_uri String CODEC(ZSTD(1));
ALTER TABLE event_rows MODIFY COLUMN checksum_value String CODEC(ZSTD(1));
ALTER TABLE event_rows MODIFY COLUMN body String CODEC(ZSTD(1));
ALTER TABLE event_rows MODIFY COLUMN log_offset Int64 CODEC(Delta(8), ZSTD(1));
ALTER TABLE event_rows MODIFY COLUMN size_bytes Nullable(Int64) CODEC(ZSTD(1));
ALTER TABLE event_rows MODIFY COLUMN stored_bytes Nullable(Int64) CODEC(ZSTD(1));

-- The greatest is offset 0 of partition 0: of several deliveries of one event the first stays, and of the copies
-- of a heartbeat, one in each partition, always the same one. Kafka never takes offsets to 2^50.
ALTER TABLE event_rows MODIFY COLUMN version UInt64 DEFAULT 9223372036854775807 - (log_offset * 4096 + log_partition) CODEC(Delta(8), ZSTD(1));

-- Nobody asked for it: the intake, which compares contents, keeps its own.
CREATE OR REPLACE VIEW events AS
SELECT
    * EXCEPT (version, content_hash) REPLACE (
        replaceOne(replaceOne(replaceOne(replaceOne(body, '\x01', id), '\x02', run_id), '\x03', checksum_value), '\x04', copy_uri) AS body
    )
FROM event_rows FINAL;

ALTER TABLE event_rows DROP COLUMN IF EXISTS content_hash;
