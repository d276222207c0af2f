-- The newest records of a table in which words occur: their ids, in the order of an instant. Behind row-level security
-- an index of words is of no use (`@@` could tell of rows that are not shown), so this looks with the owner's rights,
-- and keeps to the wall itself: a customer's connection finds that customer's records, whatever it asks for. Each search
-- is planned for its own words, which is cheap for so narrow a question, and wide rows are read for the page alone.
-- Tables of which more than the wall keeps rows from the customers' roles (internal notes), and tables that they cannot
-- read, are closed to them.
create function mainstay_found(
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
revoke all on function mainstay_found(text, text, text, int[], int, timestamptz, uuid) from public;
grant execute on function mainstay_found(text, text, text, int[], int, timestamptz, uuid)
  to mainstay_staff, mainstay_customer, mainstay_customers;

-- What was written lately waits in a list that every search reads from its beginning to its end. At the usual 4 MB
-- that took a millisecond for each customer, on a million cases; shorter lists are entered into the index more often,
-- which costs every change of a case. Measured in between.
alter index incident_search set (gin_pending_list_limit = 512);
alter index item_search set (gin_pending_list_limit = 512);
