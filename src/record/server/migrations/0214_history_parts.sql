-- The history in parts by year. What is there becomes the first part as it stands, with its indexes: nothing is copied
-- and nothing read. All of this holds one lock for some milliseconds.
-- safe: what is called `history` for the release that still runs is there again before the lock ends
alter table history rename to history_first;
-- safe: the release that still runs knows no index by its name
alter index history_pkey rename to history_first_pkey;
-- safe: nor this one by its name
alter index history_item rename to history_first_item;
-- safe: nor this one by its name
alter index history_sealing rename to history_first_sealing;
-- safe: nor this one by its name
alter index history_removal rename to history_first_removal;
-- safe: nor this one by its name
alter index history_shared rename to history_first_shared;

-- A column that numbers itself is one that every part would number by itself before PostgreSQL 17: a sequence instead.
create sequence history_number as bigint;
-- safe: a sequence is moved behind the one that it takes the place of; no row is touched
do $$ begin
  perform setval('history_number', greatest((select last_value from history_id_seq), 1));
end $$;
alter table history_first alter column id drop identity;
-- Parts number nothing; the whole does.
create table history (like history_first including constraints) partition by range (recorded_at);
alter table history alter column id set default nextval('history_number'),
  alter column xid set default pg_current_xact_id(), alter column recorded_at set default now();
alter table history drop constraint history_ends;
alter sequence history_number owned by history.id;
grant usage on sequence history_number to mainstay_staff, mainstay_relay;

-- Made for the whole alone, so that each part takes the index that it has, or makes one.
create index history_item on history (item, at, id);
create index history_sealing on history (xid, id);
create index history_removal on history (id) where kind = 'removal';
create index history_shared on history (at desc, id desc) where customer is null;

-- Reached through the whole alone.
revoke all on history_first from mainstay_staff, mainstay_relay, mainstay_customer, mainstay_customers;
alter table history_first no force row level security;
grant select, insert on history to mainstay_staff, mainstay_relay;
grant select on history to mainstay_customer, mainstay_customers;
alter table history enable row level security;
alter table history force row level security;
create policy staff on history to mainstay_staff, mainstay_relay using (true) with check (true);
create policy one on history to mainstay_customer using (customer = (select wall_customer())) with check (customer = (select wall_customer()));
create policy several on history to mainstay_customers using (customer = any ((select wall_customers())::int[])) with check (customer = any ((select wall_customers())::int[]));
create policy audience_one on history as restrictive for select to mainstay_customer using (audience = 'everyone');
create policy audience_several on history as restrictive for select to mainstay_customers using (audience = 'everyone');
-- The owner stands before row security as well, unless it is a superuser: it erases the history of what is removed.
-- safe: a policy for the owner, and the first part, which the checked constraint lets in without being read
do $$ begin
  execute format('create policy erasing on history to %I using (true) with check (true)', current_user);
  execute format('alter table history attach partition history_first for values from (minvalue) to (%L)',
    (select substring(pg_get_constraintdef(oid) from '''([^'']+)''')::timestamptz from pg_constraint
      where conrelid = 'history_first'::regclass and conname = 'history_ends'));
end $$;
alter table history_first drop constraint history_ends;
create table history_other (like history including constraints);
alter table history_other add primary key (id);
alter table history_other enable row level security;
alter table history attach partition history_other default;
insert into partition_rule values ('history', 'recorded_at', 'year', 1);
select mainstay_make_partitions(now());
