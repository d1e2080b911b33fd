-- The store is told anew of incidents that a common cause leads, as it did not know whose they are.
UPDATE incidents SET written = written + 1 WHERE series IS NULL;
