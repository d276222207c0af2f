-- What goes on, of each customer, the newest first: the queue. Cases that are over are left out, of which there are twenty
-- times as many.
-- safe: one pass over the table, of which a few per cent are kept; readers go on, writers wait until it is done
create index incident_going on incident (customer, opened_at desc, id desc)
  where state in ('new', 'assigned', 'in-progress', 'pending');
