-- The last `disk-low` of each data directory; `is_published` once the log has that version.
CREATE TABLE low_disks
(
    host TEXT NOT NULL,
    directory TEXT NOT NULL,
    finding TEXT NOT NULL,
    is_published BIGINT NOT NULL,
    PRIMARY KEY (host, directory)
);
