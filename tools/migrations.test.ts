import { describe, expect, it } from 'vitest';
import { lintMigration } from './migrations/lint.ts';
import { statementsOf } from './migrations/statements.ts';

describe('unsafe migrations', () => {
  it.each([
    ['alter table incident add column token uuid default gen_random_uuid()', /differs from row to row/],
    ['alter table incident add column at timestamptz not null default clock_timestamp()', /differs from row to row/],
    ['alter table incident add column place bigserial', /numbers itself/],
    ['alter table incident add column place bigint generated always as identity', /numbers itself/],
    [
      "alter table incident add column words tsvector generated always as (to_tsvector('simple', title)) stored",
      /stored generated/,
    ],
    ['alter table incident add column size int not null', /without a default/],
    ['alter table incident add size int not null', /without a default/],
    ['alter table incident add column size int check (size > 0)', /reads all of incident/],
    ['alter table incident add column code text unique', /builds its index/],
    ['alter table incident add column extra json', /use jsonb/],
    ['alter table incident alter column title type varchar(100)', /rewrites the table/],
    ['ALTER TABLE public."incident" ALTER COLUMN title SET DATA TYPE text', /rewrites the table/],
    ['alter table incident alter column service set not null', /under a lock/],
    ['alter table incident rename column title to heading', /old name/],
    ['alter table incident rename to case_file', /old name/],
    ['alter index incident_opened rename to incident_newest', /old name/],
    ['alter table incident drop column cause', /stop reading it/],
    ['alter table incident drop cause', /stop reading it/],
    ['drop table incident', /stop reading it/],
    ['create index incident_place on incident (location)', /create it concurrently/],
    ['create unique index on incident using btree (number)', /create it concurrently/],
    ['drop index incident_opened', /drop it concurrently/],
    ['reindex table incident', /concurrently/],
    ['alter table incident add constraint owner foreign key (owner) references person (id)', /not valid/],
    ['alter table incident add foreign key (owner) references person (id)', /not valid/],
    ['alter table incident add constraint low check (impact < 6)', /not valid/],
    ['alter table incident add constraint once unique (number)', /using index/],
    ['alter table incident add primary key (id)', /using index/],
    ['alter table incident add exclude using gist (span with &&)', /exclusion/],
    [
      'alter table incident add constraint a check (x > 1) not valid; alter table incident validate constraint a',
      /later one/,
    ],
    ['alter table incident set unlogged', /rewrites/],
    ["update incident set tags = '{}'", /batches/],
    ['delete from outbox', /every row/],
    ['truncate outbox', /empties/],
    ['lock table incident in access exclusive mode', /explicit lock/],
    ['vacuum full incident', /rewrites/],
    ['refresh materialized view totals', /blocks readers/],
    ["do $$ begin execute format('alter table %I add x int', 'incident'); end $$", /cannot be checked/],
    ['alter table incident add column a int, drop column b', /stop reading it/],
  ])('finds: %s', (sql, says) => {
    expect(lintMigration(sql).map((danger) => danger.says)).toEqual([expect.stringMatching(says)]);
  });

  it.each([
    'alter table incident add column size int',
    'alter table incident add column size int not null default 0',
    "alter table incident add column at timestamptz not null default now(), add column tags text[] not null default '{}'",
    'alter table incident add column owner uuid references person (id)',
    'alter table incident add column words text generated always as (lower(title)) virtual',
    'alter table incident add constraint owner foreign key (owner) references person (id) not valid',
    'alter table incident validate constraint owner',
    'alter table incident add constraint once unique using index incident_once',
    "alter table incident alter column title set default ''",
    'alter table incident alter column search set statistics 2000',
    'alter table incident drop constraint low',
    'create index concurrently incident_place on incident (location)',
    'drop index concurrently incident_opened',
    "update incident set tags = '{}' where tags is null",
    'create table visit (id uuid primary key); create index visit_at on visit (id); alter table visit add check (true)',
    'create function f() returns int language sql as $$ select 1; drop table incident $$',
    "comment on table incident is 'drop table incident; truncate outbox'",
    '-- drop table incident;\n/* truncate outbox; */ select 1',
  ])('lets through: %s', (sql) => {
    expect(lintMigration(sql)).toEqual([]);
  });

  it('lets a statement through that says why, and only that one', () => {
    const sql = '-- safe: at most a hundred rows\ncreate index a on role (name);\ncreate index b on role (code);\n';
    expect(lintMigration(sql)).toEqual([{ line: 3, says: expect.stringContaining('role') }]);
    expect(lintMigration('-- safe: yes\ncreate index a on role (name)')).toHaveLength(1);
  });

  it('says on which line a statement begins', () => {
    const sql = "select 'a;\nb';\n\n  drop table\n  incident;";
    expect(statementsOf(sql).map(({ line }) => line)).toEqual([1, 4]);
    expect(lintMigration(sql)[0]?.line).toBe(4);
  });
});
