-- A log that an older Vigie filled keeps all of it until somebody says for how long; one that begins
-- here is kept for as long as Vigie does by itself.
create table upkeep (keeps_all_unless_said integer not null) strict;
insert into upkeep select exists (select 1 from records);
