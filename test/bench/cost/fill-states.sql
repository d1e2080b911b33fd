-- What: the states of all series, without policy. Reads: event_rows. Writes: series_state_rows.
INSERT INTO series_state_rows (series_id, version)
SELECT DISTINCT series_id, 1
FROM event_rows
