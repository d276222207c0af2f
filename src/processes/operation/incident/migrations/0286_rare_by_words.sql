-- Rare words are looked for in the index of words, never by reading all that a customer has. Of `part = item` the planner
-- believes that hardly a document fits, so that reading every record in order looked cheaper to it as soon as words waited
-- to be entered into their index, as behind every new case. `uuid_eq` is the same comparison, of which it believes that a
-- third fits.
-- safe: once, while it is migrated (7 seconds for 300,000 documents); only who changes the words of a case waits
create index document_own_words on document using gin (search) with (gin_pending_list_limit = 512) where uuid_eq(part, item);
-- safe: once, as the first of them
create index document_said_words on document using gin (search) with (gin_pending_list_limit = 512) where uuid_ne(part, item);
-- safe: once, as the first of them
create index document_own_customer on document (customer, opened_at desc, item desc) where uuid_eq(part, item);
-- safe: once, as the first of them
create index document_said_customer on document (customer, opened_at desc, item desc) where uuid_ne(part, item);
-- safe: once, as the first of them
create index document_own_opened on document (opened_at desc, item desc) where uuid_eq(part, item);
-- safe: once, as the first of them
create index document_said_opened on document (opened_at desc, item desc) where uuid_ne(part, item);
-- safe: it waits for whoever searches at that moment, and is done at once
drop index document_record_words, document_message_words, document_record_customer, document_message_customer,
  document_record_opened, document_message_opened;

-- As before, in the words of these indexes.
-- safe: functions alone, the same twice but for one word
do $do$ begin
  for n in 1..2 loop
    execute format($f$
create or replace function mainstay_found_%1$s(
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
      where d.kind = records and %2$s(d.part, d.item) and ts_match_vq(d.search, query) and (among is null or d.customer = any(among))
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
            where d.kind = records and d.customer = one and %2$s(d.part, d.item) and ts_match_vq(d.search, query)
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
            where d.search @@ query and d.kind = records and d.customer = one and %2$s(d.part, d.item) offset 0) d
        where (d.opened_at, d.item) < (until, until_id) and d.opened_at >= oldest;
    end loop;
  else
    return query select d.opened_at, d.item from (
        select d.opened_at, d.item from public.document d
          where d.search @@ query and d.kind = records and %2$s(d.part, d.item) and (among is null or d.customer = any(among)) offset 0) d
      where (d.opened_at, d.item) < (until, until_id) and d.opened_at >= oldest;
  end if;
end $$
$f$, (array['record', 'message'])[n], (array['uuid_eq', 'uuid_ne'])[n]);
  end loop;
end $do$;
