-- The event log in one file. A stream is one partition of one topic.
create table streams (
  id integer primary key,
  topic text not null,
  partition integer not null,
  unique (topic, partition)
) strict;

-- Offsets grow over the whole file and are never used again, so that they are also the order of appending.
create table records (
  "offset" integer primary key autoincrement,
  stream integer not null,
  key text not null,
  value text not null,
  appended_at_ms integer not null
) strict;
create index records_by_stream on records (stream);

-- Who consumes. A lease matters only while a group has several members; `process` tells a process
-- from a later one with the same pid.
create table members (
  id integer primary key autoincrement,
  topic text not null,
  consumer_group text not null,
  host text not null,
  pid integer not null,
  process text not null,
  leased_until_ms integer not null
) strict;
create index members_by_group on members (topic, consumer_group);

-- Which member of a group holds a stream, and up to which offset the group is done. `epoch` grows
-- with each change of holder.
create table holdings (
  consumer_group text not null,
  stream integer not null,
  member integer,
  epoch integer not null,
  committed integer not null,
  primary key (consumer_group, stream)
) strict, without rowid;
