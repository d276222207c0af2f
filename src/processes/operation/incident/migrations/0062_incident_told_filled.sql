-- What the history says, in the words in which the portal asked it until now: the last entry for everyone that changed a
-- field, or the beginning. Readers go on, writers wait until it is done: who wrote meanwhile would be written over.
-- safe: once, while it is migrated, and readers are let through
lock table incident in share row exclusive mode;
update incident i set told_at = coalesce((select h.at from history h where h.item = i.id and h.audience = 'everyone'
  and h.payload ? 'changes' order by h.at desc, h.id desc limit 1), i.created_at) where i.told_at is null;
-- safe: one pass over the table
alter table incident alter column told_at set not null;
