-- What goes on up to a priority, which may be few of many: the priority is read in the index, and only what fits in the
-- table. It stands last, so that the order stays that of the queue.
-- safe: one pass over the table, of which a few per cent are kept; readers go on, writers wait until it is done
create index incident_going_priority on incident (customer, opened_at desc, id desc, priority)
  where state in ('new', 'assigned', 'in-progress', 'pending');
-- safe: the new index serves whoever the old one did, and dropping it takes an instant
drop index incident_going;
