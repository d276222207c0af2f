-- Records that come in with their history, and records that are removed for good.

-- Mappings under a name, to be used again.
create table import_mapping (
  id uuid primary key,
  kind text not null,
  name text not null check (length(name) between 1 and 100),
  mapping jsonb not null,
  at timestamptz not null,
  by uuid,
  unique (kind, name)
);

-- One file going through one mapping: where it stands is what a killed import goes on from.
create table import_run (
  id uuid primary key,
  kind text not null,
  name text not null,
  mapping jsonb not null,
  -- The source under the data folder, by its content.
  source text not null check (source ~ '^[0-9a-f]{64}$'),
  source_name text not null,
  dry boolean not null,
  status text not null check (status in ('queued', 'dry-run', 'running', 'undoing', 'done', 'cancelled', 'failed', 'undone')),
  -- Cases of the source that were dealt with.
  position int not null default 0,
  -- Cases of the source, as far as its beginning lets one say.
  expected int,
  counts jsonb not null default '{}',
  switch_over timestamptz not null,
  error text,
  at timestamptz not null,
  by uuid,
  started_at timestamptz,
  ended_at timestamptz,
  -- Who works on it; one who has not been heard of for a while has died.
  worker uuid,
  heartbeat_at timestamptz
);
create index import_run_at on import_run (at desc);
create index import_run_waiting on import_run (at) where status in ('queued', 'dry-run', 'running', 'undoing');

-- What became of each case. Kept with the run; `before` is what an undo goes back to.
create table import_result (
  run uuid not null references import_run (id) on delete cascade,
  position int not null,
  line int not null,
  key text,
  outcome text not null check (outcome in ('created', 'updated', 'unchanged', 'refused')),
  item uuid,
  problems jsonb,
  before jsonb,
  primary key (run, position)
);
create index import_result_key on import_result (run, key);

-- Which record came from which case, and as what: a second run of the same file changes nothing.
create table import_record (
  kind text not null,
  key text not null,
  item uuid not null unique,
  run uuid not null,
  digest bytea not null,
  version int not null,
  primary key (kind, key)
);
create index import_record_run on import_record (run);

-- Records that a run made because a case named them: groups, services, places.
create table import_made (
  item uuid primary key,
  run uuid not null,
  kind text not null
);
create index import_made_run on import_made (run);

grant select, insert, update on import_mapping, import_run, import_result, import_record, import_made to mainstay_staff, mainstay_relay;
grant delete on import_mapping, import_result to mainstay_staff, mainstay_relay;
grant delete on import_record, import_made to mainstay_relay;

-- Removal: what belongs to a record goes with it. Nobody but the relay's role can do it.
grant delete on item, note, attachment, task, time_spent, clock, notification, mail to mainstay_relay;
grant delete on organisation, location, person, support_group, service, category, configuration_item, membership to mainstay_relay;

-- Removing a record asks these tables whether anything of it is left, removed files and tasks included.
create index attachment_of on attachment (item);
create index task_of on task (item);
create index time_spent_of on time_spent (item);

-- The owner of the tables stands before their row security as well, unless it is a superuser.
do $$ begin
  execute format('create policy erasing on history to %I using (true) with check (true)', current_user);
end $$;

-- Verifying asks which erasures were recorded.
create index history_removal on history (id) where kind = 'removal';

-- Erases what the history of removed records says. The digests stay, so that the chain of seals still verifies; the
-- caller writes down that it was done, in the same transaction. Records that are still there keep their history.
create function mainstay_erase(items uuid[]) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare erased bigint;
begin
  if exists (select 1 from item where id = any (items)) then
    raise exception 'the history of a record that is still there cannot be erased' using errcode = '42501';
  end if;
  update history set payload = null, salt = null where item = any (items) and kind <> 'removal' and payload is not null;
  get diagnostics erased = row_count;
  return erased;
end $$;
revoke all on function mainstay_erase(uuid[]) from public;
grant execute on function mainstay_erase(uuid[]) to mainstay_relay;
