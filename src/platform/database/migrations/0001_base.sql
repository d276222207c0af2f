-- What every table stands on: text search without diacritics, and what the login roles may do at all.
create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- unaccent() is only stable, because its dictionary could be changed; naming the dictionary makes it safe to index.
create function mainstay_unaccent(value text) returns text
  language sql immutable strict parallel safe
  return public.unaccent('public.unaccent'::regdictionary, value);

-- Lower case without diacritics: 'Žiadosť' and 'ziadost' are the same word.
create function mainstay_fold(value text) returns text
  language sql immutable strict parallel safe
  return lower(public.unaccent('public.unaccent'::regdictionary, value));

create function mainstay_join(words text[]) returns text
  language sql immutable parallel safe
  return coalesce(array_to_string(words, ' '), '');

create text search configuration mainstay (copy = simple);
alter text search configuration mainstay
  alter mapping for hword, hword_part, word, asciiword, asciihword, hword_asciipart with unaccent, simple;

-- A deadline cancels the statement of another of our own connections, never anybody else's.
create function mainstay_cancel(pid int) returns boolean
  language sql security definer set search_path = pg_catalog
  return (select pg_cancel_backend(a.pid) from pg_stat_activity a
          where a.pid = $1 and a.usename in ('mainstay_staff', 'mainstay_customer', 'mainstay_customers', 'mainstay_relay')
            and a.datname = current_database());

-- The wall's settings, read once per statement: `(select …)` around the call hoists it out of the row filter.
create function wall_customer() returns int language sql stable parallel safe
  return nullif(current_setting('mainstay.customer', true), '')::int;
create function wall_customers() returns int[] language sql stable parallel safe
  return coalesce(nullif(current_setting('mainstay.customers', true), '')::int[], '{}');

revoke all on function mainstay_cancel(int) from public;
grant execute on function mainstay_cancel(int) to mainstay_relay;
revoke create on schema public from public;
grant usage on schema public to mainstay_staff, mainstay_customer, mainstay_customers, mainstay_relay;

-- Raised with every change to what administrators set up; processes drop what they remember when it moved.
create table epoch (single boolean primary key default true check (single), value bigint not null default 1);
insert into epoch default values;
grant select on epoch to mainstay_staff, mainstay_customer, mainstay_customers, mainstay_relay;
grant update on epoch to mainstay_staff, mainstay_relay;
