-- What processes remember is parted by what makes them read it anew: people's rights, the rules of the house, and names.
-- They stay in one row: transactions that raise several wait for one lock, never for each other in a circle.
alter table epoch add column access bigint not null default 1, add column rules bigint not null default 1,
  add column names bigint not null default 1;

-- `value` moves with each of them. Whoever raises it alone, as the release before does, means all.
create function epoch_of_all() returns trigger language plpgsql as $$
begin
  new.access := new.access + 1;
  new.rules := new.rules + 1;
  new.names := new.names + 1;
  return new;
end $$;
create trigger epoch_of_all before update on epoch for each row
  when (new.value <> old.value and new.access = old.access and new.rules = old.rules and new.names = old.names)
  execute function epoch_of_all();
