-- The words of an incident in a table of their own. Beside its state they were entered into the index of words again with
-- each change of state, forty entries that had not changed: half of what the change cost. In parts by customer, each
-- with an index of its own: what all others write about costs next to nothing, and an index of words and customers
-- together read all of a customer's entries for each word.
create table incident_document (
  id uuid not null,
  customer integer not null,
  opened_at timestamptz not null,
  search tsvector not null,
  primary key (id, customer)
) partition by hash (customer);
do $$ begin
  for n in 0..15 loop
    execute format('create table %I partition of incident_document for values with (modulus 16, remainder %s)',
      'incident_document_' || n, n);
  end loop;
end $$;
-- safe: once, while it is migrated; at a million incidents it takes about a minute
insert into incident_document (id, customer, opened_at, search) select id, customer, opened_at, search from incident;
drop function mainstay_found(text, text, text, int[], int, timestamptz, uuid);
alter table incident drop column search;

create function incident_document() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from public.incident_document where id = old.id and customer = old.customer;
  elsif tg_op = 'INSERT' then
    insert into public.incident_document (id, customer, opened_at, search) values (new.id, new.customer, new.opened_at,
      setweight(to_tsvector('simple', new.number), 'A') || setweight(to_tsvector('mainstay', coalesce(new.title, '')), 'A') || setweight(to_tsvector('mainstay', coalesce(new.description, '')), 'B') || setweight(to_tsvector('mainstay', coalesce(new.solution, '')), 'C') || setweight(to_tsvector('mainstay', coalesce(new.cause, '')), 'D') || setweight(to_tsvector('mainstay', mainstay_join(new.tags)), 'D'));
  else
    update public.incident_document set customer = new.customer, opened_at = new.opened_at, search =
      setweight(to_tsvector('simple', new.number), 'A') || setweight(to_tsvector('mainstay', coalesce(new.title, '')), 'A') || setweight(to_tsvector('mainstay', coalesce(new.description, '')), 'B') || setweight(to_tsvector('mainstay', coalesce(new.solution, '')), 'C') || setweight(to_tsvector('mainstay', coalesce(new.cause, '')), 'D') || setweight(to_tsvector('mainstay', mainstay_join(new.tags)), 'D')
      where id = new.id and customer = old.customer;
  end if;
  return null;
end $$;
create trigger incident_document after insert or delete or update of number, customer, opened_at, title, description, solution, cause, tags on incident
  for each row execute function incident_document();

-- What was written lately waits in a list that every search reads from its beginning to its end. At the usual 4 MB that
-- took a millisecond for each customer, on a million cases; at 64 kB a new case costs a tenth more. Measured in between.
create index incident_document_words on incident_document using gin (search) with (gin_pending_list_limit = 512);
-- Planning a search reads these statistics for every customer; at 2000 that took four times as long as finding.
alter table incident_document alter column search set statistics 300;
create index incident_document_customer on incident_document (customer, opened_at desc, id desc);
create index incident_document_opened on incident_document (opened_at desc, id desc);
-- What everybody may know of the records within the wall; the words that staff alone may read are left out.
create view incident_document_public with (security_barrier) as
  select id, customer, ts_filter(search, '{a,b,c}') as search from incident_document
  where case session_user when 'mainstay_customer' then customer = (select wall_customer())
    when 'mainstay_customers' then customer = any ((select wall_customers())::int[]) else true end;
grant select, insert, update on incident_document to mainstay_staff, mainstay_relay;
grant delete on incident_document to mainstay_relay;
grant select on incident_document_public to mainstay_staff, mainstay_customer, mainstay_customers;

-- The newest records of a table in which words occur: their ids, the newest first. Behind row-level security an index of
-- words is of no use (`@@` could tell of rows that are not shown), so this looks with the owner's rights, and keeps to the
-- wall itself: a customer's connection finds that customer's records, whatever it asks for, and only by words that
-- everybody may read (weights A to C; no backslash, behind which a quotation mark ends no word). Each search is planned
-- for its own words, which is cheap for so narrow a question.
-- What is searched is in memory: at the usual costs of pages, reading everything in order seemed cheaper than reading what
-- the index found, and took a third of a second on a million cases where nobody had ever written a word.
-- Tables of which more than the wall keeps rows from the customers' roles, and tables that they cannot read, are closed
-- to them.
create function mainstay_found(
  records text, words text, among int[], most int, before timestamptz, before_id uuid
) returns setof uuid
  language plpgsql stable security definer rows 50 set search_path = pg_catalog, pg_temp
  set random_page_cost = 0.02 set seq_page_cost = 0.02
  as $$
declare
  query constant tsquery := to_tsquery('public.mainstay', words);
  conditions constant text := case when before is null then '' else ' and (opened_at, id) < ($2, $3)' end;
  narrow constant text := format('(select id, opened_at from public.%I where search @@ $1%%s%s order by opened_at desc, id desc limit %s)',
    records || '_document', conditions, most::text);
  searched constant regclass := to_regclass(format('public.%I', records));
  wall int[];
  arms text;
begin
  if to_regclass(format('public.%I', records || '_document')) is null then return; end if;
  if session_user in ('mainstay_customer', 'mainstay_customers') then
    if not has_any_column_privilege(session_user, searched, 'select')
      or exists (select from pg_policy where polrelid = searched and not polpermissive)
      or words !~ '^''[^''\\]+'':\*?[ABC]+( & ''[^''\\]+'':\*?[ABC]+)*$' then return; end if;
    wall := case session_user when 'mainstay_customer' then array[public.wall_customer()] else public.wall_customers() end;
    among := array(select unnest(coalesce(among, wall)) intersect select unnest(wall));
  end if;
  if among is null then
    arms := format(narrow, '');
  else
    select string_agg(format(narrow, format(' and customer = %s', one)), ' union all ') into arms from unnest(among) one where one is not null;
  end if;
  if arms is null then return; end if;
  return query execute format('select id from (%s) found order by opened_at desc, id desc limit %s', arms, most)
    using query, before, before_id;
end $$;
revoke all on function mainstay_found(text, text, int[], int, timestamptz, uuid) from public;
grant execute on function mainstay_found(text, text, int[], int, timestamptz, uuid)
  to mainstay_staff, mainstay_customer, mainstay_customers;
