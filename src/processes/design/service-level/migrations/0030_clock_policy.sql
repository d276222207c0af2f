-- Promises by kind of case.
create table clock_policy (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  record_kind text not null check (record_kind in ('incident')),
  position integer not null,
  condition text check (length(condition) <= 4000),
  calendar uuid not null references work_calendar (id),
  targets jsonb not null,
  thresholds jsonb not null,
  respect_hours boolean not null default false,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);
grant select, insert, update on clock_policy to mainstay_staff, mainstay_relay;
grant select on clock_policy, work_calendar to mainstay_customer, mainstay_customers;
create sequence clock_policy_number;
grant usage on sequence clock_policy_number to mainstay_staff, mainstay_relay;
