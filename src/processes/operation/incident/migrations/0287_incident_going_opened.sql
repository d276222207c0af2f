-- The same for who sees cases of many customers, or of all: what goes on in the order of a queue, whoever it belongs to.
-- safe: one pass over the table, of which a few per cent are kept; readers go on, writers wait until it is done
create index incident_going_opened on incident (opened_at desc, id desc, priority)
  where state in ('new', 'assigned', 'in-progress', 'pending');
-- safe: `incident_duplicates` is the same index, and dropping it takes an instant
drop index incident_duplicate;
