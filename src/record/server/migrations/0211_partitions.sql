-- Tables that only grow are in parts by time: what is over is dropped with its part instead of being deleted row by row.
-- Which tables, by which column, how long a part is, and how many parts stand ready beyond the running one.
create table partition_rule (
  relation text primary key,
  instant text not null,
  unit text not null check (unit in ('day', 'month', 'year')),
  ahead int not null check (ahead > 0)
);
grant select on partition_rule to mainstay_staff, mainstay_relay;

-- The parts of such a table and their bounds; of the one for what belongs to no other both are null.
create function mainstay_partitions(relation text)
  returns table (part regclass, starts timestamptz, ends timestamptz) language sql stable
  set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' set datestyle = 'ISO' as $$
  select c.oid::regclass,
    case when bound <> 'DEFAULT' then coalesce(substring(bound from 'FROM \(''([^'']+)''\)')::timestamptz, '-infinity') end,
    case when bound <> 'DEFAULT' then coalesce(substring(bound from 'TO \(''([^'']+)''\)')::timestamptz, 'infinity') end
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
    cross join lateral pg_get_expr(c.relpartbound, c.oid) as bound
  where i.inhparent = to_regclass('public.' || quote_ident(relation))
$$;

-- Makes the parts that are missing: the running one, those ahead, and those of rows that came while nobody made any and
-- that wait in the part for what belongs to no other. A new part is made beside and then attached, which holds up
-- neither readers nor writers of the parts that are there; where it would have to wait for somebody, it fails, and the
-- caller comes again. Nobody but the owner reaches a part by its own name. Returns how many were made.
create function mainstay_make_partitions(at timestamptz) returns int language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' set lock_timeout = '100ms' as $$
declare
  rule record;
  fallback regclass;
  step interval;
  lower timestamptz;
  final timestamptz;
  name text;
  made int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('mainstay partitions'));
  for rule in select * from partition_rule order by relation loop
    step := ('1 ' || rule.unit)::interval;
    select part into fallback from mainstay_partitions(rule.relation) where starts is null;
    execute format('select date_trunc(%L, least(min(%I), $1)) from %s', rule.unit, rule.instant, fallback) into lower using at;
    final := date_trunc(rule.unit, at) + rule.ahead * step;
    while lower <= final loop
      if not exists (select from mainstay_partitions(rule.relation) where starts <= lower and ends > lower) then
        name := rule.relation || to_char(lower, case rule.unit when 'day' then '_YYYY_MM_DD' when 'month' then '_YYYY_MM' else '_YYYY' end);
        execute format('create table public.%I (like public.%I including defaults including constraints)', name, rule.relation);
        execute format('alter table public.%I add primary key (id)', name);
        execute format('alter table public.%I enable row level security', name);
        execute format('lock table %s in access exclusive mode', fallback);
        execute format('with waiting as (delete from %s where %I >= %L and %I < %L returning *) insert into public.%I select * from waiting',
          fallback, rule.instant, lower, rule.instant, lower + step, name);
        execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
          rule.relation, name, lower, lower + step);
        made := made + 1;
      end if;
      lower := lower + step;
    end loop;
  end loop;
  return made;
end $$;
revoke all on function mainstay_make_partitions(timestamptz) from public;
grant execute on function mainstay_make_partitions(timestamptz) to mainstay_relay;

-- Drops the parts that ended before an instant and that nobody asks for any more; how that is known is said below, table
-- by table. History is never dropped. Returns how many were.
create function mainstay_drop_partitions(of text, before timestamptz) returns int language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' set lock_timeout = '100ms' as $$
declare
  one record;
  needed boolean;
  dropped int := 0;
begin
  for one in select part from mainstay_partitions(of) where ends <= before order by ends loop
    case of
      -- What somebody who follows the outbox has not passed: the relay, or each of its followers where it has several.
      when 'outbox' then execute format('select exists (select from %s o join %s p on (o.xid, o.id) > (p.xid, p.id))',
        one.part, coalesce(to_regclass('public.follower'), 'public.relay_position'::regclass)) into needed;
      -- What is unread stays, and what was read lately.
      when 'notification' then execute format('select exists (select from %s where read_at is null or read_at >= $1)',
        one.part) into needed using before;
    end case;
    if not needed then
      execute format('drop table %s', one.part);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end $$;
revoke all on function mainstay_drop_partitions(text, timestamptz) from public;
grant execute on function mainstay_drop_partitions(text, timestamptz) to mainstay_relay;
