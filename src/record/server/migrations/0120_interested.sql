-- Watching and taking part are two reasons from here on: whoever watches by their own wish, or for the desk, hears of a
-- record while they may see it, and has no right by that.
alter table item_access drop constraint item_access_reason_check;
alter table item_access add constraint item_access_reason
  check (reason in ('interested', 'watcher', 'participant', 'mentioned')) not valid;

-- safe: one pass over who watches what, of which there are few, by keys; the policies end with the block
do $$
begin
  -- The owner of the tables stands before their row security as well, unless it is a superuser.
  execute format('create policy migrating on item_access to %I using (true) with check (true)', current_user);
  execute format('create policy migrating on person to %I using (true) with check (true)', current_user);
  update item_access a set reason = 'interested' where a.reason = 'watcher' and (
    a.by = a.person
    or not exists (select from person p join organisation o on o.id = p.organisation
      where p.id = a.person and o.customer_key = a.customer)
    or exists (select from membership m join role r on r.id = m.role
      where m.person = a.person and m.state = 'active' and r.workspace));
  drop policy migrating on item_access;
  drop policy migrating on person;
end $$;
