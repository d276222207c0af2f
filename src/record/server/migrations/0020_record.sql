-- The registry of all records, and what every commit writes besides the record itself.

-- One row for every record of every kind: any record can be linked to any other, and "my work" is one read.
create table item (
  id uuid primary key,
  kind text not null,
  number text not null,
  customer int references organisation (customer_key),
  title text not null,
  state text not null,
  state_group text not null check (state_group in ('open', 'waiting', 'done', 'ended')),
  priority smallint,
  service uuid,
  support_group uuid,
  assignee uuid,
  opened_at timestamptz not null,
  due_at timestamptz,
  version int not null,
  search tsvector generated always as
    (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', title), 'B')) stored
);
create index item_number on item (number text_pattern_ops);
create index item_search on item using gin (search);
create index item_kind on item (kind, opened_at desc);
create index item_assignee on item (assignee, state_group) where assignee is not null;

-- Who is involved in a record besides what its columns say: watchers, participants, people mentioned.
create table item_access (
  item uuid not null references item (id),
  person uuid not null references person (id),
  reason text not null check (reason in ('watcher', 'participant', 'mentioned')),
  customer int,
  at timestamptz not null,
  by uuid,
  primary key (item, person, reason)
);
create index item_access_person on item_access (person, item);

-- History is append-only. `digest` covers the payload with its salt; the chain covers digests (see `history_seal`),
-- so that a payload may be erased, the removal being recorded, and the chain still verifies.
create table history (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  item uuid not null,
  customer int,
  kind text not null,
  action text not null,
  audience text not null check (audience in ('everyone', 'staff')),
  at timestamptz not null,
  recorded_at timestamptz not null default now(),
  actor uuid,
  origin text not null,
  request text,
  version int,
  payload jsonb,
  salt bytea,
  digest bytea not null
);
create index history_item on history (item, at, id);
create index history_sealing on history (xid, id);

create table history_seal (
  batch bigint primary key,
  from_xid xid8 not null,
  to_xid xid8 not null,
  rows bigint not null,
  previous bytea not null,
  digest bytea not null,
  sealed_at timestamptz not null
);

-- The transactional outbox: one row a commit, and nothing else for what comes after.
create table outbox (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  item uuid not null,
  customer int,
  kind text not null,
  action text not null,
  actor uuid,
  version int,
  payload jsonb not null
);
create index outbox_order on outbox (xid, id);
create table relay_position (single boolean primary key default true check (single), xid xid8 not null default '0', id bigint not null default 0);
insert into relay_position default values;
-- What a reaction has done already: written in the same transaction as its effect.
create table reaction_done (
  event bigint not null,
  reaction text not null,
  at timestamptz not null,
  primary key (event, reaction)
);
-- Jobs that kept failing: seen, edited and driven again by a person.
create table parked_job (
  id uuid primary key,
  reaction text not null,
  payload jsonb not null,
  error text not null,
  attempts int not null,
  parked_at timestamptz not null,
  redriven_at timestamptz,
  redriven_by uuid,
  dropped_at timestamptz
);

-- Timers are rows, never jobs: a restart loses none, and a change moves one by an update.
create table timer (
  id uuid primary key,
  item uuid not null,
  customer int,
  kind text not null,
  due timestamptz not null,
  payload jsonb not null default '{}',
  fired_at timestamptz
);
create index timer_due on timer (due) where fired_at is null;
create index timer_item on timer (item, kind) where fired_at is null;

-- Idempotency keys, stored in the same transaction as the effect (IETF draft Idempotency-Key).
create table idempotency_key (
  scope text not null,
  key text not null,
  request_hash bytea not null,
  status int,
  response jsonb,
  at timestamptz not null,
  primary key (scope, key)
);
create index idempotency_key_at on idempotency_key (at);

grant select, insert, update on item, item_access, timer, idempotency_key to mainstay_staff, mainstay_relay;
grant delete on item_access, timer to mainstay_staff, mainstay_relay;
grant delete on idempotency_key, outbox, reaction_done to mainstay_relay;
grant select, insert on history, outbox, reaction_done to mainstay_staff, mainstay_relay;
grant select on history_seal to mainstay_staff;
grant select, insert on history_seal to mainstay_relay;
grant select, insert, update on parked_job to mainstay_staff, mainstay_relay;
grant select, update on relay_position to mainstay_relay;
grant select on relay_position to mainstay_staff;
-- The customers' roles only read. What their people do on the portal is first read behind their wall, then written by
-- the commit pipeline with the staff role under the person's own predicate.
grant select on item, item_access, history to mainstay_customer, mainstay_customers;

do $$
declare name text;
begin
  foreach name in array array['item', 'item_access', 'history', 'outbox', 'timer'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy staff on %I to mainstay_staff, mainstay_relay using (true) with check (true)', name);
    execute format('create policy one on %I to mainstay_customer using (customer = (select wall_customer())) with check (customer = (select wall_customer()))', name);
    execute format('create policy several on %I to mainstay_customers using (customer = any ((select wall_customers())::int[])) with check (customer = any ((select wall_customers())::int[]))', name);
  end loop;
end $$;
-- Names of services, categories, groups and the like belong to no customer.
create policy shared_one on item for select to mainstay_customer using (customer is null);
create policy shared_several on item for select to mainstay_customers using (customer is null);
-- Internal entries stop at the second wall as well.
create policy audience_one on history as restrictive for select to mainstay_customer using (audience = 'everyone');
create policy audience_several on history as restrictive for select to mainstay_customers using (audience = 'everyone');
