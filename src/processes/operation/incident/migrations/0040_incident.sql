-- Incidents, and what their desk sets up.
create table pending_reason (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  name_sk text check (length(name_sk) <= 200),
  code text unique check (length(code) <= 40),
  pauses text not null check (pauses in ('always', 'never', 'if-user-asked')),
  waits_for_user boolean not null default false,
  needs_date boolean not null default false,
  remind_after_days integer,
  reminders integer,
  then_resolve boolean not null default false,
  position integer,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table priority_matrix (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  cells jsonb not null,
  position integer not null,
  allow_override boolean not null default false,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table assignment_rule (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  position integer not null,
  condition text check (length(condition) <= 4000),
  support_group uuid not null references support_group (id),
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table incident (
  id uuid not null primary key,
  number text not null unique,
  customer integer not null references organisation (customer_key),
  state text not null check (state in ('new', 'assigned', 'in-progress', 'pending', 'resolved', 'closed', 'cancelled')),
  version integer not null default 1,
  title text not null check (length(title) <= 200),
  description text check (length(description) <= 50000),
  affected_user uuid references person (id),
  requester uuid references person (id),
  logged_by uuid references person (id),
  customer_organisation uuid not null references organisation (id),
  channel text not null check (channel in ('portal', 'phone', 'email', 'chat', 'walk-in', 'monitoring', 'import', 'api')),
  category uuid references category (id),
  service uuid references service (id),
  configuration_item uuid references configuration_item (id),
  location uuid references location (id),
  impact smallint not null check (impact between 1 and 5),
  urgency smallint not null check (urgency between 1 and 5),
  priority smallint not null check (priority between 1 and 5),
  calculated_priority smallint not null check (calculated_priority between 1 and 5),
  priority_reason text check (length(priority_reason) <= 500),
  support_group uuid references support_group (id),
  assignee uuid references person (id),
  pending_reason uuid references pending_reason (id),
  pending_until timestamptz,
  pending_asked boolean not null default false,
  close_code text check (close_code in ('fixed', 'workaround', 'user-guided', 'no-fault-found', 'by-supplier', 'by-change', 'duplicate', 'withdrawn')),
  solution text check (length(solution) <= 20000),
  cause text check (length(cause) <= 20000),
  duplicate_of uuid references incident (id),
  opened_at timestamptz not null,
  resolved_at timestamptz,
  closed_at timestamptz,
  reopened_count integer not null,
  reassigned_count integer not null,
  ping_pong boolean not null default false,
  major_candidate boolean not null default false,
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(title, '')), 'A') || setweight(to_tsvector('mainstay', coalesce(description, '')), 'B') || setweight(to_tsvector('mainstay', coalesce(solution, '')), 'C') || setweight(to_tsvector('mainstay', coalesce(cause, '')), 'D') || setweight(to_tsvector('mainstay', mainstay_join(tags)), 'D')) stored
);

grant select, insert, update on pending_reason, priority_matrix, assignment_rule to mainstay_staff, mainstay_relay;
grant select on pending_reason, priority_matrix, assignment_rule to mainstay_customer, mainstay_customers;

grant select, insert, update on incident to mainstay_staff, mainstay_relay;
-- What only staff may read, a customer's role cannot read even by mistake.
grant select (id, number, customer, state, version, title, description, affected_user, requester, logged_by,
  customer_organisation, channel, category, service, configuration_item, location, urgency, priority, support_group,
  assignee, pending_reason, pending_until, pending_asked, close_code, solution, duplicate_of, opened_at, resolved_at,
  closed_at, created_at, created_by, updated_at, updated_by, search)
  on incident to mainstay_customer, mainstay_customers;
alter table incident enable row level security;
alter table incident force row level security;
create policy staff on incident to mainstay_staff, mainstay_relay using (true) with check (true);
create policy one on incident to mainstay_customer using (customer = (select wall_customer())) with check (customer = (select wall_customer()));
create policy several on incident to mainstay_customers using (customer = any ((select wall_customers())::int[])) with check (customer = any ((select wall_customers())::int[]));

create sequence incident_number;
grant usage on sequence incident_number to mainstay_staff, mainstay_relay;

alter table incident alter column search set statistics 2000;
create index incident_search on incident using gin (search);
create index incident_opened on incident (opened_at desc, id desc);
create index incident_group on incident (support_group, state, opened_at desc, id desc);
create index incident_assignee on incident (assignee, state, opened_at desc, id desc);
create index incident_state on incident (state, priority, opened_at desc, id desc);
create index incident_customer on incident (customer, opened_at desc, id desc);
create index incident_affected on incident (affected_user, opened_at desc);
create index incident_requester on incident (requester, opened_at desc);
create index incident_service on incident (service, opened_at desc);
create index incident_item on incident (configuration_item, opened_at desc) where configuration_item is not null;
create index incident_title on incident using gin (mainstay_fold(title) gin_trgm_ops);
create sequence pending_reason_number;
grant usage on sequence pending_reason_number to mainstay_staff, mainstay_relay;
create sequence priority_matrix_number;
grant usage on sequence priority_matrix_number to mainstay_staff, mainstay_relay;
create sequence assignment_rule_number;
grant usage on sequence assignment_rule_number to mainstay_staff, mainstay_relay;
