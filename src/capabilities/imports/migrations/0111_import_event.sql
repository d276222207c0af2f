-- The events of a case as its source had them: a later file with new events alone is put together with them.
create table import_event (
  item uuid primary key,
  -- Names of columns, and a row of values for each event.
  columns jsonb not null,
  events jsonb not null
);
grant select, insert, update on import_event to mainstay_staff, mainstay_relay;
grant delete on import_event to mainstay_relay;

-- How often work on a run was begun since it last got further.
alter table import_run add column attempts int not null default 0;
