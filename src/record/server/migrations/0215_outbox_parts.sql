-- The outbox in parts by day. What is there, the rows of seven days, becomes the first part, for two days more.
-- safe: the same default for all rows, which are not written anew for it
alter table outbox add column recorded_at timestamptz not null default now();
-- safe: what is called `outbox` for the release that still runs is there again before the lock ends
alter table outbox rename to outbox_first;
-- safe: the release that still runs knows no index by its name
alter index outbox_pkey rename to outbox_first_pkey;
-- safe: nor this one by its name
alter index outbox_order rename to outbox_first_order;
create sequence outbox_number as bigint;
-- safe: a sequence is moved behind the one that it takes the place of; no row is touched
do $$ begin
  perform setval('outbox_number', greatest((select last_value from outbox_id_seq), 1));
end $$;
alter table outbox_first alter column id drop identity;
create table outbox (like outbox_first including constraints) partition by range (recorded_at);
alter table outbox alter column id set default nextval('outbox_number'),
  alter column xid set default pg_current_xact_id(), alter column recorded_at set default now();
alter sequence outbox_number owned by outbox.id;
grant usage on sequence outbox_number to mainstay_staff, mainstay_relay;
create index outbox_order on outbox (xid, id);

revoke all on outbox_first from mainstay_staff, mainstay_relay;
alter table outbox_first no force row level security;
grant select, insert on outbox to mainstay_staff, mainstay_relay;
-- The purge of the release that still runs.
grant delete on outbox to mainstay_relay;
alter table outbox enable row level security;
alter table outbox force row level security;
create policy staff on outbox to mainstay_staff, mainstay_relay using (true) with check (true);
create policy one on outbox to mainstay_customer using (customer = (select wall_customer())) with check (customer = (select wall_customer()));
create policy several on outbox to mainstay_customers using (customer = any ((select wall_customers())::int[])) with check (customer = any ((select wall_customers())::int[]));
-- safe: reads the rows of seven days
do $$ begin
  execute format('alter table outbox attach partition outbox_first for values from (minvalue) to (%L)',
    date_trunc('day', now(), 'UTC') + interval '2 days');
end $$;
create table outbox_other (like outbox including constraints);
alter table outbox_other add primary key (id);
alter table outbox_other enable row level security;
alter table outbox attach partition outbox_other default;
insert into partition_rule values ('outbox', 'recorded_at', 'day', 3);
select mainstay_make_partitions(now());
