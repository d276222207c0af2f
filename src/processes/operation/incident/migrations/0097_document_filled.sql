-- All cases and all that was said about them, by their words. What is written meanwhile is there already, by the triggers.
-- safe: once, while it is migrated; nobody waits for it but who changes the words of a case in these minutes
insert into document_incident (item, part, kind, customer, opened_at, search)
  select id, id, 'incident', customer, opened_at, mainstay_document(mainstay_number_words(number) || ' ' || coalesce(title, ''), coalesce(description, ''), coalesce(solution, ''), coalesce(cause, '') || ' ' || mainstay_join(tags))
  from incident on conflict do nothing;
insert into document (item, part, kind, customer, opened_at, search)
  select i.id, n.id, i.kind, i.customer, i.opened_at,
    case n.audience when 'everyone' then mainstay_document(null, null, n.body) else mainstay_document(null, null, null, n.body) end
  from note n join item i on i.id = n.item
  where n.released_at is not null and n.recalled_at is null on conflict do nothing;
alter table document alter column search set statistics 300;
-- What was written lately waits in a list that every search reads from its beginning to its end. At the usual 4 MB that
-- took a millisecond for each customer, on a million cases; at 64 kB a new case costs a tenth more. Measured in between.
create index document_words on document using gin (search) with (gin_pending_list_limit = 512);
create index document_customer on document (customer, opened_at desc, item desc);
create index document_opened on document (opened_at desc, item desc);
analyze document;
select mainstay_count_words();

-- The newest records in which words occur: their ids, the newest first. Behind row-level security an index of words is of no
-- use (`@@` could tell of rows that are not shown), so this looks with the owner's rights, and keeps to the wall itself: a
-- customer's connection finds that customer's records, whatever it asks for, and only by words that everybody may read
-- (weights A to C; no backslash, behind which a quotation mark ends no word). Tables of which more than the wall keeps rows
-- from the customers' roles, and tables that they cannot read, are closed to them.
-- Each of its questions is planned once a connection: planning three of them anew took longer than the answers. Which one
-- is asked hangs on the share of documents that hold the words. Frequent words are found by reading in the order of opening
-- (`ts_match_vq` is `@@` without its index) until the page is full, rare ones by their index. One customer at a time, since
-- the parts that cannot hold a customer are left out for `customer = x` and not for `customer = any (…)`; with more
-- customers than half of all, or more than eight and rare words, all parts are read at once.
-- What is searched is in memory: at the usual costs of pages, reading everything in order seemed cheaper than reading what
-- the index found.
create or replace function mainstay_found(
  records text, words text, among int[], most int, before timestamptz, before_id uuid
) returns setof uuid
  language plpgsql stable security definer rows 50 set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set random_page_cost = 0.02 set seq_page_cost = 0.02
  as $$
declare
  query tsquery;
  until constant timestamptz := coalesce(before, 'infinity');
  until_id constant uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  searched constant regclass := to_regclass(format('public.%I', records));
  wall int[];
  common real;
  documents real;
  customers int;
  frequent boolean;
  one int;
  ids uuid[] := '{}';
  times timestamptz[] := '{}';
  oldest timestamptz := '-infinity';
begin
  if session_user in ('mainstay_customer', 'mainstay_customers') then
    if searched is null or not has_any_column_privilege(session_user, searched, 'select')
      or exists (select from pg_policy where polrelid = searched and not polpermissive)
      or words !~ '^''[^''\\]+'':\*?[ABC]+( & ''[^''\\]+'':\*?[ABC]+)*$' then return; end if;
    wall := case session_user when 'mainstay_customer' then array[public.wall_customer()] else public.wall_customers() end;
    among := array(select unnest(coalesce(among, wall)) intersect select unnest(wall));
  end if;
  -- The words of the release that still runs are not folded.
  query := public.mainstay_fold(words)::tsquery;

  -- What share of the documents holds all the words, as if they occurred by chance; no share where one of them is rare.
  select case when bool_and(w.share is not null) then exp(sum(ln(least(w.share, 1)))) end, max(w.documents), max(w.customers)
    into common, documents, customers
    from unnest(string_to_array(words, ' & ')) asked (word),
      lateral (select sum(d.share) as share, max(d.documents) as documents, max(d.customers) as customers
        from public.document_word d
        where d.word >= split_part(asked.word, '''', 2)
          and d.word <= split_part(asked.word, '''', 2) || case when split_part(asked.word, '''', 3) like ':*%' then chr(1114111) else '' end) w;
  frequent := coalesce(common > sqrt(most / greatest(
    documents * case when among is null then 1 else least(1, cardinality(among)::real / greatest(customers, 1)) end, most)), false);

  if frequent and (among is null or cardinality(among) * 2 >= customers and cardinality(among) > 4) then
    return query select f.item from (
      select distinct d.opened_at, d.item from public.document d
        where d.kind = records and ts_match_vq(d.search, query) and (among is null or d.customer = any(among))
          and (d.opened_at, d.item) < (until, until_id)
        order by d.opened_at desc, d.item desc limit most) f;
  elsif frequent then
    -- What one customer's page is full of bounds what is asked of the next.
    foreach one in array among loop
      select array_agg(f.item order by f.opened_at desc, f.item desc), array_agg(f.opened_at order by f.opened_at desc, f.item desc)
        into ids, times from (
          select a.item, a.opened_at from (
            select unnest(ids) as item, unnest(times) as opened_at
            union all (
              select distinct on (d.opened_at, d.item) d.item, d.opened_at from public.document d
              where d.kind = records and d.customer = one and ts_match_vq(d.search, query)
                and (d.opened_at, d.item) < (until, until_id) and d.opened_at >= oldest
              order by d.opened_at desc, d.item desc limit most)) a
          order by a.opened_at desc, a.item desc limit most) f;
      if cardinality(times) >= most then oldest := times[most]; end if;
    end loop;
    return query select unnest(ids);
  elsif among is not null and cardinality(among) <= 8 then
    return query select f.item from (
      select distinct d.opened_at, d.item from unnest(among) c (customer), lateral (
        select d.opened_at, d.item from public.document d
        where d.search @@ query and d.kind = records and d.customer = c.customer
          and (d.opened_at, d.item) < (until, until_id) offset 0) d
      order by d.opened_at desc, d.item desc limit most) f;
  else
    return query select f.item from (
      select distinct d.opened_at, d.item from (
        select d.opened_at, d.item from public.document d
        where d.search @@ query and d.kind = records and (among is null or d.customer = any(among))
          and (d.opened_at, d.item) < (until, until_id) offset 0) d
      order by d.opened_at desc, d.item desc limit most) f;
  end if;
end $$;

-- The release that still runs knows these names.
drop trigger incident_document on incident;
drop function incident_document();
drop view incident_document_public;
drop table incident_document;
create view incident_document as
  select item as id, customer, opened_at, search from document where kind = 'incident' and part = item;
create view incident_document_public with (security_barrier) as
  select item as id, customer, search from document_public where kind = 'incident' and part = item;
grant select on incident_document to mainstay_staff, mainstay_relay;
grant select on incident_document_public to mainstay_staff, mainstay_customer, mainstay_customers;
