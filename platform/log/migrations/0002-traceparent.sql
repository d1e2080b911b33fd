-- The trace within which a record was appended, as W3C Trace Context writes it; null where none was.
alter table records add column traceparent text;
