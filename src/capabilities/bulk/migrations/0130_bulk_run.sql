-- Changes of many records at once, so that a whole run can be taken back: who, when, what, and which version each
-- record came to have by it.
create table bulk_run (
  id uuid primary key,
  -- The request's idempotency key with its scope: sent again, it is the same run.
  key text not null unique,
  kind text not null,
  action text not null,
  input jsonb not null default '{}',
  person uuid not null references person (id),
  at timestamptz not null,
  undone_at timestamptz
);
create index bulk_run_person on bulk_run (person, at desc);

create table bulk_row (
  run uuid not null references bulk_run (id) on delete cascade,
  item uuid not null,
  version int not null,
  undone_at timestamptz,
  primary key (run, item)
);
-- Removing a record asks which runs it was in.
create index bulk_row_item on bulk_row (item);

grant select, insert, update on bulk_run, bulk_row to mainstay_staff, mainstay_relay;
-- Removing records and people for good takes this along.
grant delete on bulk_run, bulk_row to mainstay_relay;
