-- Who brought which file: files are kept by their content, and knowing a digest opens none of them.
create table import_source (
  source text not null check (source ~ '^[0-9a-f]{64}$'),
  person uuid not null,
  at timestamptz not null,
  primary key (source, person)
);
create index import_run_source on import_run (source);
grant select, insert, update on import_source to mainstay_staff, mainstay_relay;
