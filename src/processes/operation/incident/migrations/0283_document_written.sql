-- A document that is new cannot be there already: looking for it costs a third of writing it.
create or replace function document_incident() returns trigger language plpgsql as $$
declare
  words constant tsvector := case when tg_op <> 'DELETE' then
    mainstay_document(mainstay_number_words(new.number) || ' ' || coalesce(new.title, ''), coalesce(new.description, ''), coalesce(new.solution, ''), coalesce(new.cause, '') || ' ' || mainstay_join(new.tags)) end;
begin
  if tg_op = 'DELETE' then
    delete from public.document_incident where item = old.id and customer = old.customer;
    return null;
  end if;
  if tg_op = 'UPDATE' then
    -- What was said about the record goes where the record goes.
    if (new.customer, new.opened_at) is distinct from (old.customer, old.opened_at) then
      update public.document_incident set customer = new.customer, opened_at = new.opened_at
        where item = new.id and customer = old.customer;
    end if;
    update public.document_incident set search = words where item = new.id and part = new.id and customer = new.customer;
    if found then return null; end if;
  end if;
  insert into public.document_incident (item, part, kind, customer, opened_at, search)
    values (new.id, new.id, 'incident', new.customer, new.opened_at, words);
  return null;
end $$;
