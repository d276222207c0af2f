-- Some cases of a dry run as they would become, for a person to look at before the run.
create table import_preview (
  run uuid not null references import_run (id) on delete cascade,
  position int not null,
  shown jsonb not null,
  primary key (run, position)
);
grant select, insert, delete on import_preview to mainstay_staff, mainstay_relay;
