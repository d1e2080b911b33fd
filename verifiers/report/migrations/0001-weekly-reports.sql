-- Which weekly reports were written, and who is writing one: each once, however many processes
-- start. Milliseconds since the epoch.
CREATE TABLE weekly_reports
(
    week TEXT NOT NULL,
    lang TEXT NOT NULL,
    claimed_at_ms BIGINT NOT NULL,
    written_at_ms BIGINT,
    PRIMARY KEY (week, lang)
);
