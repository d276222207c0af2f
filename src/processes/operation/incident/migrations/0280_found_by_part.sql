-- What records say themselves and what was said about them are found apart: messages are twice as many, and most words are
-- frequent in one of the two alone. Each has its own index of words and its own order, and each word its share of each.
-- safe: once, while it is migrated (7 seconds for 300,000 documents); only who changes the words of a case waits
create index document_record_words on document using gin (search) with (gin_pending_list_limit = 512) where part = item;
-- safe: once, as the first of them
create index document_message_words on document using gin (search) with (gin_pending_list_limit = 512) where part <> item;
-- safe: once, as the first of them
create index document_record_customer on document (customer, opened_at desc, item desc) where part = item;
-- safe: once, as the first of them
create index document_message_customer on document (customer, opened_at desc, item desc) where part <> item;
-- safe: once, as the first of them
create index document_record_opened on document (opened_at desc, item desc) where part = item;
-- safe: once, as the first of them
create index document_message_opened on document (opened_at desc, item desc) where part <> item;
-- safe: it waits for whoever searches at that moment, and is done at once
drop index document_words, document_customer, document_opened;

-- `share` is that of the records, `message_share` that of the messages; null where the word is rare there.
-- safe: a small table that is counted anew below
alter table document_word alter column share drop not null, add column message_share real,
  add column messages real not null default 0;
-- The database's own statistics are for its planner alone again.
alter table document alter column search set statistics -1;
-- Counted every hour in a sample of some 30,000 documents.
create or replace function mainstay_count_words() returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
declare
  total constant real := coalesce((select sum(greatest(c.reltuples, 0)) from pg_partition_tree('public.document') t
    join pg_class c on c.oid = t.relid where t.isleaf), 0);
  customers constant integer := (select count(*) from public.organisation where customer_key is not null);
  sampled constant text := format('public.document tablesample system (%s)', least(100, 100 * 30000 / greatest(total, 1)));
  records real;
  messages real;
begin
  delete from public.document_word;
  if total < 1000 then return; end if;
  execute 'select count(*) filter (where part = item), count(*) filter (where part <> item) from ' || sampled into records, messages;
  insert into public.document_word (word, share, message_share, documents, messages, customers)
    select w.word, max(w.share) filter (where w.own), max(w.share) filter (where not w.own),
      total * records / greatest(records + messages, 1), total * messages / greatest(records + messages, 1), customers
    from (
      select word, true as own, ndoc / greatest(records, 1) as share
        from ts_stat('select search from ' || sampled || ' where part = item')
      union all select word, false, ndoc / greatest(messages, 1)
        from ts_stat('select search from ' || sampled || ' where part <> item')) w
    where w.share > 0.001
    group by w.word;
end $$;
select mainstay_count_words();

-- The newest of one of the two in which words occur, for `mainstay_found`: at least the newest `most`, if there are so many,
-- in no order.
-- `frequent`: read in the order of opening (`ts_match_vq` is `@@` without its index) until there are enough; else by the
-- index of words, whose condition is kept apart from the others lest a planner that knows nothing of the words reads in
-- order and looks at each. `each`: one customer at a time, since the parts of the table that cannot hold a customer are left
-- out for `customer = x` and not for `customer = any (…)`. Of several customers who are read in order the newest few of each
-- are mostly enough: all that is newer than the oldest of whoever has more is complete.
-- safe: functions alone, the same twice but for one sign
do $do$ begin
  for n in 1..2 loop
    execute format($f$
create function mainstay_found_%1$s(
  records text, query tsquery, among int[], most int, until timestamptz, until_id uuid, oldest timestamptz, frequent boolean, each boolean
) returns table (opened_at timestamptz, item uuid) language plpgsql stable rows 50 as $$
#variable_conflict use_column
declare
  one int;
  step int;
  horizon timestamptz;
  ids uuid[];
  times timestamptz[];
begin
  if frequent and not each then
    return query select distinct d.opened_at, d.item from public.document d
      where d.kind = records and d.part %2$s d.item and ts_match_vq(d.search, query) and (among is null or d.customer = any(among))
        and (d.opened_at, d.item) < (until, until_id) and d.opened_at >= oldest
      order by d.opened_at desc, d.item desc limit most;
  elsif frequent then
    step := least(most, case when cardinality(among) > 1 then most * 3 / 2 / cardinality(among) + 1 else most end);
    loop
      ids := '{}';
      times := '{}';
      horizon := '-infinity';
      foreach one in array among loop
        with found as materialized (
          select distinct on (d.opened_at, d.item) d.opened_at, d.item from public.document d
            where d.kind = records and d.customer = one and d.part %2$s d.item and ts_match_vq(d.search, query)
              and (d.opened_at, d.item) < (until, until_id) and d.opened_at >= oldest
            order by d.opened_at desc, d.item desc limit step)
        select ids || array_agg(f.item), times || array_agg(f.opened_at),
            greatest(horizon, case when count(*) >= step then min(f.opened_at) end)
          into ids, times, horizon from found f;
      end loop;
      exit when step >= most or (select count(*) from unnest(times) t (at) where t.at > horizon) >= most or horizon = '-infinity';
      step := most;
    end loop;
    return query select * from unnest(times, ids);
  elsif each then
    foreach one in array among loop
      return query select d.opened_at, d.item from (
          select d.opened_at, d.item from public.document d
            where d.search @@ query and d.kind = records and d.customer = one and d.part %2$s d.item offset 0) d
        where (d.opened_at, d.item) < (until, until_id) and d.opened_at >= oldest;
    end loop;
  else
    return query select d.opened_at, d.item from (
        select d.opened_at, d.item from public.document d
          where d.search @@ query and d.kind = records and d.part %2$s d.item and (among is null or d.customer = any(among)) offset 0) d
      where (d.opened_at, d.item) < (until, until_id) and d.opened_at >= oldest;
  end if;
end $$
$f$, (array['record', 'message'])[n], (array['=', '<>'])[n]);
    execute format('revoke all on function mainstay_found_%s from public', (array['record', 'message'])[n]);
  end loop;
end $do$;

-- The same as before, over both. Reading in order costs as many documents as hold a page of the words (and half as many
-- more of several customers); the index as many as hold them at all, of other customers in the same part of the table too,
-- and each of those four times as much: measured.
create or replace function mainstay_found(
  records text, words text, among int[], most int, before timestamptz, before_id uuid
) returns setof uuid
  language plpgsql stable security definer rows 50 set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set random_page_cost = 0.02 set seq_page_cost = 0.02
  as $$
declare
  query tsquery;
  -- The words of the release that still runs are not folded.
  folded constant text := public.mainstay_fold(words);
  until constant timestamptz := coalesce(before, 'infinity');
  until_id constant uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  searched constant regclass := to_regclass(format('public.%I', records));
  wall int[];
  common real[];
  documents real[];
  customers int;
  reached real;
  frequent boolean[] := '{}';
  whole boolean;
  each boolean;
  ids uuid[];
  times timestamptz[];
  oldest timestamptz := '-infinity';
begin
  if session_user in ('mainstay_customer', 'mainstay_customers') then
    if searched is null or not has_any_column_privilege(session_user, searched, 'select')
      or exists (select from pg_policy where polrelid = searched and not polpermissive)
      or folded !~ '^''[^''\\]+'':\*?[abc]+( & ''[^''\\]+'':\*?[abc]+)*$' then return; end if;
    wall := case session_user when 'mainstay_customer' then array[public.wall_customer()] else public.wall_customers() end;
    among := array(select unnest(coalesce(among, wall)) intersect select unnest(wall));
  end if;
  query := folded::tsquery;

  -- What share of them holds all the words, as if they occurred by chance; no share where one of them is rare.
  select array[case when bool_and(w.share is not null) then exp(sum(ln(least(w.share, 1)))) end,
      case when bool_and(w.message_share is not null) then exp(sum(ln(least(w.message_share, 1)))) end],
      array[max(w.documents), max(w.messages)], max(w.customers)
    into common, documents, customers
    from unnest(string_to_array(folded, ' & ')) asked (word),
      lateral (select sum(d.share) as share, sum(d.message_share) as message_share, max(d.documents) as documents,
          max(d.messages) as messages, max(d.customers) as customers
        from public.document_word d
        where d.word >= split_part(asked.word, '''', 2)
          and d.word <= split_part(asked.word, '''', 2) || case when split_part(asked.word, '''', 3) like ':*%' then chr(1114111) else '' end) w;
  whole := among is null or coalesce(cardinality(among) * 2 >= customers, false) and cardinality(among) > 4;
  -- Customers share the sixteen parts of the table.
  reached := case when whole then 1 else least(1, cardinality(among) * greatest(1, customers / 16.0) / greatest(customers, 1)) end;
  for n in 1..2 loop
    frequent[n] := coalesce(common[n] > sqrt(most * 0.375 / greatest(documents[n] * reached, most)), false);
  end loop;
  each := among is not null and cardinality(among) <= 8;

  select array_agg(f.opened_at), array_agg(f.item) into times, ids from (
    select f.opened_at, f.item from public.mainstay_found_record(records, query, among, most, until, until_id, oldest, frequent[1],
      case when frequent[1] then not whole else each end) f
    order by f.opened_at desc, f.item desc limit most) f;
  if cardinality(times) >= most then oldest := times[most]; end if;
  return query select f.item from (
    select f.opened_at, f.item from unnest(times, ids) f (opened_at, item)
    union select f.opened_at, f.item from public.mainstay_found_message(records, query, among, most, until, until_id, oldest, frequent[2],
      case when frequent[2] then not whole else each end) f
    order by 1 desc, 2 desc limit most) f;
end $$;
