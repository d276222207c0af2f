-- The same, but that what a customer's connection asks for is looked at as it is searched: folding makes quotation marks of
-- other signs (’ and the like), so that words which were looked at before could be read as others afterwards.
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
      or folded !~ '^''[^''\\]+'':\*?[abc]+( & ''[^''\\]+'':\*?[abc]+)*$' then return; end if;
    wall := case session_user when 'mainstay_customer' then array[public.wall_customer()] else public.wall_customers() end;
    among := array(select unnest(coalesce(among, wall)) intersect select unnest(wall));
  end if;
  query := folded::tsquery;

  -- What share of the documents holds all the words, as if they occurred by chance; no share where one of them is rare.
  select case when bool_and(w.share is not null) then exp(sum(ln(least(w.share, 1)))) end, max(w.documents), max(w.customers)
    into common, documents, customers
    from unnest(string_to_array(folded, ' & ')) asked (word),
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
