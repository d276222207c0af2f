import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendEntries } from '#/capabilities/history/server/append.ts';
import type { Entry } from '#/capabilities/history/server/append.ts';
import { chain, genesis } from '#/capabilities/history/server/chain.ts';
import type { Link } from '#/capabilities/history/server/chain.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { verifyHistory } from '#/capabilities/history/server/verify.ts';
import { migrate, projectRoot } from '#/platform/database/migrate.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Database } from '#/platform/database/pools.ts';
import { newId } from '#/platform/ids.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';

/** The first migration that knows parts by time and the newest rule of seals. */
const first = 210;
const name = `mainstay_upgrade_${process.pid}`;
let server: pg.Client;
let owner: pg.Client;
let database: Database;
let url: string;
beforeAll(async () => {
  // Login roles belong to the server: whoever makes the template that tests are cloned from makes them.
  await (await testDatabase()).drop();
  const of = process.env['MAINSTAY_TEST_DATABASE'] as string;
  server = new pg.Client({ connectionString: of });
  await server.connect();
  await server.query(`create database ${name}`);
  url = Object.assign(new URL(of), { pathname: `/${name}` }).href;
  const root = await mkdtemp(path.join(tmpdir(), 'mainstay-upgrade-'));
  await mkdir(path.join(root, 'src/old/migrations'), { recursive: true });
  for await (const file of glob('src/**/migrations/*.sql', { cwd: projectRoot })) {
    const target = path.join(root, 'src/old/migrations', path.basename(file));
    if (Number(path.basename(file).slice(0, 4)) < first) await copyFile(path.join(projectRoot, file), target);
  }
  await migrate({ url, secret: testSecret, log: () => undefined, root });
  await rm(root, { recursive: true });
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  database = openDatabase({ url, secret: testSecret, deadline: 30_000, size: 2, onError: () => undefined });
}, 60_000);
afterAll(async () => {
  await database.close();
  await owner.end();
  await server.query(`drop database ${name} with (force)`);
  await server.end();
});

const at = Date.UTC(2026, 2, 10, 9);
const entry = (nth: number): Entry => ({
  item: newId(at),
  customer: null,
  kind: 'incident',
  action: 'edit',
  audience: 'everyone',
  at: new Date(at + nth).toISOString(),
  actor: null,
  origin: 'import',
  request: null,
  version: 1,
  payload: { changes: { title: [null, `${nth}`] } },
});
const append = (entries: Entry[]) => database.transaction({ kind: 'staff' }, (tx) => tx.query(appendEntries(entries)));

it('an installation with old seals, news and announcements goes on: nothing is lost, numbers go up, all of it verifies', async () => {
  for (let nth = 0; nth < 6; nth += 1) await append([entry(nth), entry(nth + 100)]);
  const entries = (
    await owner.query<Link & { xid: string }>(
      `select id::int, xid::text, digest, '' as covered from history order by history.xid, id`,
    )
  ).rows;
  const to = entries.at(-1)?.xid ?? '';
  const seal = { batch: 1, rule: 1, from_xid: '0', to_xid: to, rows: 12, previous: genesis, sealed_at: '' };
  await owner.query(`insert into history_seal values (1, '0', $1::xid8, 12, $2, $3, now())`, [
    to,
    genesis,
    chain(seal, entries),
  ]);
  await owner.query(`
    insert into organisation (id, number, state, name, kind, customer_key, created_at, updated_at)
      values ('00000000-0000-7000-8000-000000000001', 'ORG900', 'active', 'Acme', 'customer', 900, now(), now());
    insert into person (id, number, state, name, language, organisation, created_at, updated_at)
      values ('00000000-0000-7000-8000-000000000002', 'PER900', 'active', 'Eva', 'en', '00000000-0000-7000-8000-000000000001', now(), now());
    insert into notification (id, person, item, kind, params, event, at)
      select gen_random_uuid(), '00000000-0000-7000-8000-000000000002', gen_random_uuid(), 'x', '{}', n,
        now() - n * interval '40 days' from generate_series(0, 9) n;
    insert into outbox (at, item, kind, action, payload)
      select now(), gen_random_uuid(), 'incident', 'edit', '{"announced": []}' from generate_series(1, 5)`);
  const last = (
    await owner.query<{ outbox: string; history: string }>(
      'select (select max(id) from outbox) as outbox, (select max(id) from history) as history',
    )
  ).rows[0];

  await migrate({ url, secret: testSecret, log: () => undefined });

  const count = async (sql: string) =>
    Number((await owner.query<{ n: string }>(`select count(*) as n from ${sql}`)).rows[0]?.n);
  expect([await count('history'), await count('notification'), await count('outbox')]).toEqual([12, 10, 5]);
  expect(await count('history_first')).toBe(12);
  expect(await database.relay((tx) => verifyHistory(tx))).toMatchObject({ entries: 12, unsealed: 12, problems: [] });
  await append([entry(50)]);
  await database.relay((tx) =>
    tx.query({
      sql: `insert into outbox (at, item, kind, action, payload) values (now(), $1, 'incident', 'edit', '{}')`,
      parameters: [newId(at)],
    }),
  );
  expect(await count(`history where id > ${last?.history}`)).toBe(1);
  expect(await count(`outbox where id > ${last?.outbox}`)).toBe(1);
  while ((await sealOnce(database, Date.now(), 5)) > 0);
  expect(await database.relay((tx) => verifyHistory(tx))).toMatchObject({ entries: 13, unsealed: 0, problems: [] });
  // What the first rule did not see is found from now on, of old entries, too.
  await owner.query(`update history set recorded_at = recorded_at + interval '3 years' where id = ${entries[0]?.id}`);
  expect((await database.relay((tx) => verifyHistory(tx))).problems).toEqual([{ problem: 'batch-changed', batch: 2 }]);
});
