-- As before, and closed to tables of which more than the wall keeps rows from the customers' roles: internal notes are
-- in no search of theirs, and tables that they cannot read are not searched for them.
create or replace function mainstay_found(
  records text, opened text, words text, among int[], most int, before timestamptz, before_id uuid
) returns setof uuid
  language plpgsql stable security definer rows 50 set search_path = pg_catalog, pg_temp
  as $$
declare
  query constant tsquery := to_tsquery('public.mainstay', words);
  conditions constant text := case when before is null then '' else format(' and (%1$I, id) < ($2, $3)', opened) end;
  narrow constant text := format('(select id, %1$I as opened from public.%2$I where search @@ $1%%s%3$s order by %1$I desc, id desc limit %4$s)',
    opened, records, conditions, most::text);
  searched constant regclass := to_regclass(format('public.%I', records));
  wall int[];
  arms text;
begin
  if session_user in ('mainstay_customer', 'mainstay_customers') then
    if not has_any_column_privilege(session_user, searched, 'select')
      or exists (select from pg_policy where polrelid = searched and not polpermissive) then return; end if;
    wall := case session_user when 'mainstay_customer' then array[public.wall_customer()] else public.wall_customers() end;
    among := array(select unnest(coalesce(among, wall)) intersect select unnest(wall));
  end if;
  if among is null then
    arms := format(narrow, '');
  else
    select string_agg(format(narrow, format(' and customer = %s', one)), ' union all ') into arms from unnest(among) one where one is not null;
  end if;
  if arms is null then return; end if;
  return query execute format('select id from (%s) found order by opened desc, id desc limit %s', arms, most)
    using query, before, before_id;
end $$;
