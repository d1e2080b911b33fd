-- 1 where what waits is to be looked at again before it is due, as what keeps it back has changed.
ALTER TABLE told ADD COLUMN looks_again INTEGER NOT NULL DEFAULT 0;

CREATE INDEX told_to_look_at ON told (incident) WHERE looks_again = 1;
