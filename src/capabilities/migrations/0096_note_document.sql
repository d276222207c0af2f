-- What was said is found by its words: a message becomes a part of its record's documents when it is released, and leaves
-- them when it is gone. Internal notes are under the weight that staff alone may read.
create function document_note() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.released_at is not null and old.recalled_at is null then
    delete from public.document where item = old.item and part = old.id;
  end if;
  if tg_op <> 'DELETE' and new.released_at is not null and new.recalled_at is null then
    insert into public.document (item, part, kind, customer, opened_at, search)
      select i.id, new.id, i.kind, i.customer, i.opened_at,
        case new.audience when 'everyone' then public.mainstay_document(null, null, new.body)
          else public.mainstay_document(null, null, null, new.body) end
      from public.item i where i.id = new.item
      on conflict do nothing;
  end if;
  return null;
end $$;
create trigger document_note after insert or delete or update of item, audience, body, released_at, recalled_at on note
  for each row execute function document_note();
-- Nothing ever read it.
-- safe: no row is touched
alter table note drop column search;
