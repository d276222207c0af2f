-- What one person has attached since when.
-- safe: one pass over the table; readers go on, and only who attaches a file waits until it is done
create index attachment_by on attachment (by, at);
