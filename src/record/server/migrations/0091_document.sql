-- The words of all records and of what is said about them: a part is the record itself, or one message that was released.
-- Beside its state a record's words would be entered into the index anew with each change of state. What customers have is
-- in parts by customer, each with an index of its own: what all others write about costs next to nothing there. A kind of
-- record makes its own part of the table; a trigger on its table and one on `note` keep it.
create table document (
  item uuid not null,
  part uuid not null,
  kind text not null,
  customer integer,
  opened_at timestamptz not null,
  search tsvector not null
) partition by list (kind);
create table document_other partition of document default;
alter table document_other add primary key (item, part);
-- What everybody may know within the wall: the words that staff alone may read are left out, and messages of staff whole.
create view document_public with (security_barrier) as
  select item, part, kind, customer, opened_at, ts_filter(search, '{a,b,c}') as search from document
  where case session_user when 'mainstay_customer' then customer = (select wall_customer())
    when 'mainstay_customers' then customer = any ((select wall_customers())::int[]) else true end
    and (part = item or ts_filter(search, '{a,b,c}') <> '');
grant select, insert, update, delete on document to mainstay_staff, mainstay_relay;
grant select on document_public to mainstay_staff, mainstay_customer, mainstay_customers;

-- Words that stand in so many documents that the newest ones are found sooner by reading those in order than by the index
-- of words: their share of all documents, counted every hour from the statistics of the database.
create table document_word (
  word text collate "C" primary key,
  share real not null,
  documents real not null,
  customers integer not null
);
create function mainstay_count_words() returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
declare
  total constant real := coalesce((select sum(greatest(c.reltuples, 0)) from pg_partition_tree('public.document') t
    join pg_class c on c.oid = t.relid where t.isleaf), 0);
  customers constant integer := (select count(*) from public.organisation where customer_key is not null);
begin
  delete from public.document_word;
  if total < 1000 then return; end if;
  insert into public.document_word (word, share, documents, customers)
    select w.word, sum(w.share * c.reltuples) / total, total, customers
    from pg_partition_tree('public.document') t
      join pg_class c on c.oid = t.relid and t.isleaf and c.reltuples > 0
      join pg_stats s on s.schemaname = 'public' and s.tablename = c.relname and s.attname = 'search',
      unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) w (word, share)
    where w.word is not null
    group by w.word having sum(w.share * c.reltuples) / total > 0.001;
end $$;
revoke all on function mainstay_count_words() from public;
grant execute on function mainstay_count_words() to mainstay_relay;

-- What numbers begin with, whatever case they are typed in.
-- safe: one pass over the registry, while nothing else is written to it
create index item_number_begins on item (mainstay_number(number) text_pattern_ops);
drop index item_number;
-- What holds the words of a title is found by the documents of its own kind.
-- safe: no row is touched
alter table item drop column search;
