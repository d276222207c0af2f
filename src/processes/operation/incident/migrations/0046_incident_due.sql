-- When a case is due next: the earliest deadline of its clocks that run, kept beside them so that lists sort by it.
-- Staff only: the customers' roles are not granted the column, since it also tells of what was promised to nobody.
alter table incident add column due_at timestamptz;
