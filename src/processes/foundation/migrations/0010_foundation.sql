-- What everything stands on: organisations, people, groups, places, hours, services, categories, items, roles.
create table organisation (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  kind text not null check (kind in ('customer', 'unit', 'supplier')),
  parent uuid references organisation (id),
  customer_key integer not null unique,
  domains text[] not null default '{}',
  country text check (length(country) <= 2),
  since date,
  note text check (length(note) <= 50000),
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table location (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  parent uuid references location (id),
  country text check (length(country) <= 2),
  address text check (length(address) <= 500),
  time_zone text check (length(time_zone) <= 64),
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table person (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  email text unique check (length(email) <= 254),
  phone text check (length(phone) <= 40),
  title text check (length(title) <= 200),
  organisation uuid not null references organisation (id),
  location uuid references location (id),
  manager uuid references person (id),
  language text check (language in ('en', 'sk')),
  time_zone text check (length(time_zone) <= 64),
  vip boolean not null default false,
  special_handling text check (length(special_handling) <= 2000),
  away boolean not null default false,
  away_until date,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A') || setweight(to_tsvector('mainstay', coalesce(email, '')), 'B') || setweight(to_tsvector('mainstay', coalesce(phone, '')), 'B')) stored
);

create table support_group (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  description text check (length(description) <= 2000),
  tier integer not null,
  email text check (length(email) <= 254),
  lead uuid references person (id),
  members uuid[] not null default '{}',
  serves uuid[] not null default '{}',
  least_loaded boolean not null default false,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table work_calendar (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  time_zone text not null check (length(time_zone) <= 64),
  holiday_country text check (length(holiday_country) <= 10),
  versions jsonb not null,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table service (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  description text check (length(description) <= 5000),
  owner uuid references person (id),
  criticality smallint not null check (criticality between 1 and 4),
  hours uuid references work_calendar (id),
  support_group uuid references support_group (id),
  on_portal boolean not null default false,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A') || setweight(to_tsvector('mainstay', coalesce(description, '')), 'B')) stored
);

create table category (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  name_sk text check (length(name_sk) <= 200),
  description text check (length(description) <= 2000),
  parent uuid references category (id),
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A') || setweight(to_tsvector('mainstay', coalesce(name_sk, '')), 'A')) stored
);

create table configuration_item (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  class text not null check (class in ('computer', 'server', 'network', 'printer', 'phone', 'application', 'database', 'storage', 'facility', 'other')),
  service uuid references service (id),
  owner uuid references person (id),
  location uuid references location (id),
  support_group uuid references support_group (id),
  serial_number text check (length(serial_number) <= 200),
  description text check (length(description) <= 5000),
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A') || setweight(to_tsvector('mainstay', coalesce(serial_number, '')), 'B')) stored
);

create table role (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  name text not null check (length(name) <= 200),
  code text unique check (length(code) <= 40),
  description text check (length(description) <= 2000),
  workspace boolean not null default false,
  grants jsonb not null,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(name, '')), 'A')) stored
);

create table membership (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  person uuid not null references person (id),
  organisation uuid not null references organisation (id),
  role uuid not null references role (id),
  label text check (length(label) <= 200),
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid
);

create sequence organisation_key as integer;
grant usage on sequence organisation_key to mainstay_staff, mainstay_relay;
create index person_organisation on person (organisation);
create index person_name on person (mainstay_fold(name) text_pattern_ops);
create index person_search on person using gin (search);
create unique index person_email_once on person (lower(email)) where email is not null;
create unique index membership_once on membership (person, organisation, role) where state = 'active';
create index membership_person on membership (person) where state = 'active';
create index configuration_item_owner on configuration_item (owner);
create index configuration_item_search on configuration_item using gin (search);
create index support_group_members on support_group using gin (members);

grant select, insert, update on organisation, location, person, support_group, work_calendar, service, category,
  configuration_item, role, membership to mainstay_staff, mainstay_relay;

-- The parted roles read what the portal names, and of people only what a signature shows.
grant select on organisation, location, service, category, support_group, role, membership to mainstay_customer, mainstay_customers;
grant select (id, number, state, version, name, email, phone, title, organisation, location, language, time_zone, created_at, updated_at)
  on person to mainstay_customer, mainstay_customers;

alter table person enable row level security;
alter table person force row level security;
create policy staff on person to mainstay_staff, mainstay_relay using (true) with check (true);
create policy one on person for select to mainstay_customer
  using (organisation in (select id from organisation where customer_key = (select wall_customer())));
create policy several on person for select to mainstay_customers
  using (organisation in (select id from organisation where customer_key = any ((select wall_customers())::int[])));

-- Accounts: who may sign in. Apart from `person`, so that no read of people can carry a hash.
create table account (
  person uuid primary key references person (id),
  password_hash text,
  disabled boolean not null default false,
  password_at timestamptz,
  created_at timestamptz not null default now()
);
-- Sessions and one-time links, by the hash of their token.
create table session (
  token_hash bytea primary key,
  person uuid not null references person (id),
  csrf text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text,
  agent text
);
create index session_person on session (person);
create table one_time_link (
  token_hash bytea primary key,
  person uuid references person (id),
  purpose text not null check (purpose in ('setup', 'invitation', 'password-reset')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create table api_key (
  id uuid primary key,
  person uuid not null references person (id),
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  token_hash bytea not null unique,
  scopes text[] not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  expires_at timestamptz,
  revoked_at timestamptz,
  used_at timestamptz
);
create index api_key_person on api_key (person);
-- Failed sign-ins and rates, counted in the database so that every process sees the same count.
create table attempt (
  bucket text not null,
  at timestamptz not null
);
create index attempt_bucket on attempt (bucket, at);
grant select, insert, update, delete on account, session, one_time_link, api_key, attempt to mainstay_staff, mainstay_relay;
create sequence organisation_number;
grant usage on sequence organisation_number to mainstay_staff, mainstay_relay;
create sequence location_number;
grant usage on sequence location_number to mainstay_staff, mainstay_relay;
create sequence person_number;
grant usage on sequence person_number to mainstay_staff, mainstay_relay;
create sequence group_number;
grant usage on sequence group_number to mainstay_staff, mainstay_relay;
create sequence calendar_number;
grant usage on sequence calendar_number to mainstay_staff, mainstay_relay;
create sequence service_number;
grant usage on sequence service_number to mainstay_staff, mainstay_relay;
create sequence category_number;
grant usage on sequence category_number to mainstay_staff, mainstay_relay;
create sequence configuration_item_number;
grant usage on sequence configuration_item_number to mainstay_staff, mainstay_relay;
create sequence role_number;
grant usage on sequence role_number to mainstay_staff, mainstay_relay;
create sequence membership_number;
grant usage on sequence membership_number to mainstay_staff, mainstay_relay;
