import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate, projectRoot, readMigrations } from '#/platform/database/migrate.ts';
import { glob } from 'node:fs/promises';
import { testSecret } from '#/record/test/database.ts';

// An installation that has been in use: what stands in it is found by the new rules once it is migrated.
const name = `mainstay_filled_${randomBytes(4).toString('hex')}`;
const server = new URL(process.env['MAINSTAY_TEST_DATABASE'] ?? '');
const at = new URL(server);
at.pathname = `/${name}`;
let folder: string;
let client: pg.Client;

const asOwner = async (sql: string) => {
  const admin = new pg.Client({ connectionString: server.href });
  await admin.connect();
  await admin.query(sql);
  await admin.end();
};
const migrated = (root: string) => migrate({ url: at.href, secret: testSecret, log: () => {}, root });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-before-'));
  for await (const file of glob('src/**/migrations/*.sql', { cwd: projectRoot })) {
    const before = Number(path.basename(file).slice(0, 4)) < 90;
    if (before) await cp(path.join(projectRoot, file), path.join(folder, file));
  }
  await asOwner(`create database ${name}`);
  await migrated(folder);
  client = new pg.Client({ connectionString: at.href });
  await client.connect();
}, 120_000);
afterAll(async () => {
  await client.end();
  await asOwner(`drop database ${name}`);
  await rm(folder, { recursive: true });
});

async function aCase(number: string, title: string, made: number): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into incident (id, number, customer, state, title, customer_organisation, channel, impact, urgency, priority,
        calculated_priority, opened_at, reopened_count, reassigned_count, created_at, updated_at, told_at)
      select $1, $2, 7, 'new', $3, id, 'phone', 3, 2, 4, 4, at, 0, 0, at, at, at
      from organisation, (select timestamptz '2026-03-10T09:00Z' + $4 * interval '1 minute' as at) moment`,
    [id, number, title, made],
  );
  await client.query(
    `insert into item (id, kind, number, customer, title, state, state_group, opened_at, version)
      select id, 'incident', number, customer, title, state, 'open', opened_at, 1 from incident where id = $1`,
    [id],
  );
  return id;
}

it('numbers stay one each, cases and messages are found, and nothing else is', async () => {
  await client.query(`insert into organisation (id, number, state, name, kind, customer_key, created_at, updated_at)
    values (gen_random_uuid(), 'ORG0000007', 'active', 'Acme', 'customer', 7, now(), now())`);
  const first = await aCase('F-15', 'Server srv-db01.corp.local', 1);
  const again = await aCase('f-15', 'Wi\u2011Fi', 2);
  const own = await aCase('inc0000091', 'Žiadosť', 3);
  const messages: [string, string, string | null, string | null][] = [
    ['everyone', 'zebracrossing', 'now', null],
    ['staff', 'zebrafinch', 'now', null],
    ['everyone', 'zebrawood', null, 'now'],
    ['everyone', 'zebrahead', null, null],
  ];
  for (const [audience, body, released, recalled] of messages) {
    await client.query(
      `insert into note (id, item, customer, kind, audience, at, body, released_at, recalled_at)
        values (gen_random_uuid(), $1, 7, $2, $3, now(), $4, $5, $6)`,
      [first, audience === 'staff' ? 'note' : 'reply', audience, body, released, recalled],
    );
  }
  expect((await migrated(projectRoot)).applied.length).toBe(
    (await readMigrations(projectRoot)).filter(({ number }) => number >= 90).length,
  );

  const numbers = await client.query<{ id: string; number: string }>(
    'select id, number from incident order by opened_at',
  );
  expect(numbers.rows).toEqual([
    { id: first, number: 'F-15' },
    { id: again, number: 'f-15-2' },
    { id: own, number: 'inc0000091' },
  ]);
  const next = await client.query<{ next: string }>(`select nextval('incident_number') as next`);
  expect(Number(next.rows[0]?.next)).toBe(92);
  const found = async (words: string) => {
    const { rows } = await client.query<{ id: string }>(
      `select mainstay_found as id from mainstay_found('incident', $1, null, 9, null, null)`,
      [words],
    );
    return rows.map(({ id }) => id);
  };
  expect(await found("'db01' & 'corp'")).toEqual([first]);
  expect(await found("'fi':*")).toEqual([again]);
  expect(await found("'ziadost'")).toEqual([own]);
  expect(await found("'91'")).toEqual([own]);
  expect(await found("'zebracrossing':ABC")).toEqual([first]);
  expect(await found("'zebrafinch'")).toEqual([first]);
  for (const words of ["'zebrafinch':ABC", "'zebrawood'", "'zebrahead'"]) expect(await found(words), words).toEqual([]);
  // The release that still runs asks in its own way.
  expect(await found("'Žiadosť'")).toEqual([own]);
});
