-- A document that is new cannot be there already: looking for it costs a third of writing it.
create or replace function document_note() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.released_at is not null and old.recalled_at is null then
    delete from public.document where item = old.item and part = old.id;
  end if;
  if tg_op <> 'DELETE' and new.released_at is not null and new.recalled_at is null then
    insert into public.document (item, part, kind, customer, opened_at, search)
      select i.id, new.id, i.kind, i.customer, i.opened_at,
        case new.audience when 'everyone' then public.mainstay_document(null, null, new.body)
          else public.mainstay_document(null, null, null, new.body) end
      from public.item i where i.id = new.item;
  end if;
  return null;
end $$;
