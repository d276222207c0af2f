-- What goes on, in the order in which it is due, and behind it what has no deadline now. Cases that are over are left
-- out: they have none, and would stand between a reader and the end of a list by the hundred thousand.
-- safe: one pass over the table, of which a few per cent are kept; readers go on, writers wait until it is done
create index incident_due on incident (due_at, id)
  where state in ('new', 'assigned', 'in-progress', 'pending');

-- Cases whose clocks run are the few that are open. The index comes first: its lock keeps writers out meanwhile, who
-- would otherwise wait for these rows while the index waits for them.
update incident i set due_at = c.due
  from (select item, min(due_at) as due from clock where running = 'running' and due_at is not null group by item) c
  where i.id = c.item;
update item i set due_at = r.due_at
  from incident r where r.id = i.id and i.due_at is distinct from r.due_at;
