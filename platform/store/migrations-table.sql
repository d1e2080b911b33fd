-- Which migrations have run, with the hash of their text.
CREATE TABLE IF NOT EXISTS migrations
(
    name String,
    sha256 String
)
ENGINE = ReplacingMergeTree
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
