-- Letting somebody go asks what they still have to do: open tasks alone, which are few among all that ever were.
-- safe: one pass over the table, of which a few per cent are kept; readers go on, writers wait until it is done
create index task_open on task (assignee) where assignee is not null and done_at is null and removed_at is null;
