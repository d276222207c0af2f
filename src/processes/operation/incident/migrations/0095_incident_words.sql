-- Words by the rules of `mainstay_words`, and numbers by whatever case they are written in.
alter table pending_reason drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
alter table priority_matrix drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
alter table assignment_rule drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
create unique index pending_reason_number_once on pending_reason (mainstay_number(number));
create unique index priority_matrix_number_once on priority_matrix (mainstay_number(number));
create unique index assignment_rule_number_once on assignment_rule (mainstay_number(number));

-- Numbers that imports brought in twice, in capitals and not: the younger of two gets the next free ending.
do $$
declare
  again record;
  free text;
  ending int;
begin
  for again in
    select id, number from (
      select id, number, row_number() over (partition by mainstay_number(number) order by number = mainstay_number(number) desc, created_at, id) as place
      from incident) numbered
    where place > 1
  loop
    ending := 2;
    loop
      free := again.number || '-' || ending;
      exit when not exists (select from incident where mainstay_number(number) = mainstay_number(free));
      ending := ending + 1;
    end loop;
    update incident set number = free where id = again.id;
    update item set number = free where id = again.id;
  end loop;
end $$;
create unique index incident_number_once on incident (mainstay_number(number));
-- Those that look like our own but for their case were not seen when they came: no new case is given one of them.
select setval('incident_number', taken) from incident_number, (
  select max(substr(number, 4)::bigint) as taken from incident
  where number <> mainstay_number(number) and mainstay_number(number) ~ '^INC[0-9]{1,12}$') own
  where taken > last_value;
-- mainstay_fold has become stricter about what looks alike.
reindex index incident_title;

-- Cases, and what is said about them, in the table of documents. Filled by a later migration.
create table document_incident partition of document (customer not null) for values in ('incident')
  partition by hash (customer);
alter table document_incident add primary key (item, part, customer);
do $$ begin
  for n in 0..15 loop
    execute format('create table %I partition of document_incident for values with (modulus 16, remainder %s)', 'document_incident_' || n, n);
  end loop;
end $$;
grant select, insert, update, delete on document_incident to mainstay_staff, mainstay_relay;
create function document_incident() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from public.document_incident where item = old.id and customer = old.customer;
    return null;
  end if;
  -- What was said about the record goes where the record goes.
  if tg_op = 'UPDATE' and (new.customer, new.opened_at) is distinct from (old.customer, old.opened_at) then
    update public.document_incident set customer = new.customer, opened_at = new.opened_at
      where item = new.id and customer = old.customer;
  end if;
  insert into public.document_incident (item, part, kind, customer, opened_at, search) values (new.id, new.id, 'incident', new.customer, new.opened_at,
    mainstay_document(mainstay_number_words(new.number) || ' ' || coalesce(new.title, ''), coalesce(new.description, ''), coalesce(new.solution, ''), coalesce(new.cause, '') || ' ' || mainstay_join(new.tags)))
    on conflict (item, part, customer) do update set search = excluded.search;
  return null;
end $$;
create trigger document_incident after insert or delete or update of number, title, description, solution, cause, tags, customer, opened_at on incident
  for each row execute function document_incident();
