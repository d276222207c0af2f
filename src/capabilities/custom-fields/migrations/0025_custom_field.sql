-- Customers' own fields.
create table custom_field (
  id uuid not null primary key,
  number text not null unique,
  state text not null check (state in ('active', 'retired')),
  version integer not null default 1,
  record_kind text not null check (length(record_kind) <= 60),
  field_key text not null check (length(field_key) <= 40),
  label text not null check (length(label) <= 200),
  label_sk text check (length(label_sk) <= 200),
  field_kind text not null check (field_kind in ('text', 'long-text', 'integer', 'decimal', 'boolean', 'date', 'choice', 'ref')),
  options text[] not null default '{}',
  refers_to text check (length(refers_to) <= 60),
  mandatory boolean not null default false,
  on_portal boolean not null default false,
  position integer,
  custom jsonb not null default '{}',
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  search tsvector generated always as (setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('mainstay', coalesce(label, '')), 'A')) stored
);
create unique index custom_field_key on custom_field (record_kind, field_key) where state = 'active';
grant select, insert, update on custom_field to mainstay_staff, mainstay_relay;
grant select on custom_field to mainstay_customer, mainstay_customers;
create sequence custom_field_number;
grant usage on sequence custom_field_number to mainstay_staff, mainstay_relay;
