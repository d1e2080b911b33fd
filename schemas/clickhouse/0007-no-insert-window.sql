-- The engine remembers the last inserts and swallows one that comes again, also where the table has lost
-- its rows since; and it does not know a batch that was cut anew. The sorting keys make rows one instead.
ALTER TABLE event_rows MODIFY SETTING non_replicated_deduplication_window = 0;
ALTER TABLE finding_rows MODIFY SETTING non_replicated_deduplication_window = 0;
ALTER TABLE proof_rows MODIFY SETTING non_replicated_deduplication_window = 0;
ALTER TABLE reject_rows MODIFY SETTING non_replicated_deduplication_window = 0;
ALTER TABLE series_state_rows MODIFY SETTING non_replicated_deduplication_window = 0;
