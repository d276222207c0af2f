-- What many kinds of record can do: notes, attachments, links, tasks, clocks, time, drafts, notifications, views.

create table note (
  id uuid primary key,
  item uuid not null references item (id),
  customer int,
  kind text not null check (kind in ('reply', 'note')),
  audience text not null check (audience in ('everyone', 'staff')),
  author uuid,
  author_name text,
  channel text not null default 'workspace',
  at timestamptz not null,
  body text not null check (length(body) <= 100000),
  mentions uuid[] not null default '{}',
  -- A reply can be recalled until it is released; only then do others see it and does a clock hear of it.
  release_at timestamptz,
  released_at timestamptz,
  recalled_at timestamptz,
  search tsvector generated always as (to_tsvector('mainstay', body)) stored
);
create index note_item on note (item, at);
create index note_search on note using gin (search);

create table attachment (
  id uuid primary key,
  item uuid not null references item (id),
  customer int,
  note uuid references note (id),
  audience text not null check (audience in ('everyone', 'staff')),
  name text not null check (length(name) between 1 and 255),
  media_type text not null,
  size bigint not null,
  sha256 bytea not null,
  by uuid,
  at timestamptz not null,
  removed_at timestamptz,
  removed_by uuid
);
create index attachment_item on attachment (item) where removed_at is null;

create table link (
  id uuid primary key,
  source uuid not null references item (id),
  target uuid not null references item (id),
  customer int,
  kind text not null check (kind in ('relates', 'duplicates', 'caused-by', 'blocks', 'parent')),
  by uuid,
  at timestamptz not null,
  unique (source, target, kind),
  check (source <> target)
);
create index link_target on link (target);

create table task (
  id uuid primary key,
  item uuid not null references item (id),
  customer int,
  position int not null,
  title text not null check (length(title) between 1 and 500),
  assignee uuid references person (id),
  done_at timestamptz,
  done_by uuid,
  removed_at timestamptz,
  at timestamptz not null,
  by uuid
);
create index task_item on task (item) where removed_at is null;

create table time_spent (
  id uuid primary key,
  item uuid not null references item (id),
  customer int,
  person uuid not null references person (id),
  minutes int not null check (minutes between 1 and 1440),
  comment text check (length(comment) <= 500),
  on_date date not null,
  at timestamptz not null,
  removed_at timestamptz
);
create index time_spent_item on time_spent (item) where removed_at is null;

-- A clock is an incremental fold over the case's transitions (engines/stopwatch), stored whole; `next_at` is its
-- next threshold under a partial index.
create table clock (
  item uuid not null references item (id),
  kind text not null check (kind in ('response', 'update', 'resolution')),
  customer int,
  policy uuid not null,
  calendar uuid not null,
  target_amount int not null,
  target_unit text not null,
  running text not null check (running in ('running', 'paused', 'stopped', 'cancelled')),
  due_at timestamptz,
  breached_at timestamptz,
  stopped_at timestamptz,
  met boolean,
  fold jsonb not null,
  events jsonb not null,
  fired int not null default 0,
  next_at timestamptz,
  computed_on_import boolean not null default false,
  primary key (item, kind)
);
create index clock_next on clock (next_at) where next_at is not null;
create index clock_due on clock (due_at) where running = 'running';

-- Text that a person has typed and not sent: kept on the server, one per person, record and composer.
create table draft (
  person uuid not null references person (id),
  context text not null check (length(context) <= 200),
  body jsonb not null,
  at timestamptz not null,
  primary key (person, context)
);

create table notification (
  id uuid primary key,
  person uuid not null references person (id),
  item uuid not null,
  kind text not null,
  params jsonb not null,
  event bigint,
  at timestamptz not null,
  read_at timestamptz,
  unique (person, event, kind)
);
create index notification_inbox on notification (person, at desc);

create table mail (
  id uuid primary key,
  message_id text not null unique,
  person uuid,
  recipient text not null,
  subject text not null,
  body text not null,
  item uuid,
  event bigint,
  kind text not null,
  status text not null check (status in ('queued', 'sending', 'sent', 'maybe-sent', 'failed', 'not-configured')),
  attempts int not null default 0,
  error text,
  at timestamptz not null,
  sent_at timestamptz
);
create unique index mail_once on mail (event, recipient, kind) where event is not null;
create index mail_status on mail (status, at) where status in ('queued', 'sending');

create table saved_view (
  id uuid primary key,
  person uuid references person (id),
  kind text not null,
  name text not null check (length(name) between 1 and 100),
  name_sk text,
  filter text not null default '',
  sort text,
  columns text[] not null default '{}',
  shared boolean not null default false,
  position int not null default 100,
  at timestamptz not null
);
create index saved_view_person on saved_view (kind, person);

grant select, insert, update on note, attachment, link, task, time_spent, clock, draft, notification, mail, saved_view to mainstay_staff, mainstay_relay;
grant delete on link, draft, saved_view to mainstay_staff, mainstay_relay;
grant select on note, attachment, clock to mainstay_customer, mainstay_customers;

do $$
declare name text;
begin
  foreach name in array array['note', 'attachment', 'link', 'task', 'time_spent', 'clock'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy staff on %I to mainstay_staff, mainstay_relay using (true) with check (true)', name);
    execute format('create policy one on %I to mainstay_customer using (customer = (select wall_customer())) with check (customer = (select wall_customer()))', name);
    execute format('create policy several on %I to mainstay_customers using (customer = any ((select wall_customers())::int[])) with check (customer = any ((select wall_customers())::int[]))', name);
  end loop;
  foreach name in array array['note', 'attachment'] loop
    execute format($p$create policy audience_one on %I as restrictive to mainstay_customer using (audience = 'everyone') with check (audience = 'everyone')$p$, name);
    execute format($p$create policy audience_several on %I as restrictive to mainstay_customers using (audience = 'everyone') with check (audience = 'everyone')$p$, name);
  end loop;
end $$;
