-- Proofs as they were sealed, in the order of their series' chain: the newest hundred, and the
-- newest that reached `right`.
CREATE TABLE verification_proofs (
  verification_id TEXT PRIMARY KEY,
  series_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  reached_right INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (series_id, position)
);
