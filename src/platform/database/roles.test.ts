import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Postgres, startPostgres } from '#/platform/postgres/start.ts';
import { findOldest } from '#/platform/postgres/test/oldest.ts';
import { migrate } from './migrate.ts';
import { loginRoles, openDatabase, rolePassword } from './pools.ts';

const oldest = findOldest();
const secret = Buffer.alloc(32, 1);
const quiet = () => undefined;

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const as = (url: string, user: string, password: string, database = 'mainstay'): string => {
  const at = new URL(url);
  Object.assign(at, { username: user, password, pathname: `/${database}` });
  return at.href;
};

// Login roles belong to a whole server, so that these tests need servers of their own.
describe.each([
  ['18, embedded', undefined, true],
  ['15, of the distribution', oldest, oldest !== undefined],
] as const)('an owner who is no superuser, on PostgreSQL %s', (_, binaries, there) => {
  let folder: string;
  let postgres: Postgres;
  let owner: string;

  beforeAll(async () => {
    if (!there) return;
    folder = mkdtempSync(join(tmpdir(), 'mainstay-owner-'));
    postgres = await startPostgres({ dataFolder: folder, durable: false, log: quiet, ...(binaries && { binaries }) });
    await on(postgres.url, async (client) => {
      await client.query("create role keeper login createrole password 'keeper'");
      await client.query('alter database mainstay owner to keeper');
    });
    owner = as(postgres.url, 'keeper', 'keeper');
  });
  afterAll(async () => {
    if (!there) return;
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.runIf(there)('migrates, again with another secret, and may cancel what the roles run', async () => {
    await migrate({ url: owner, secret: Buffer.alloc(32, 9), log: quiet });
    const { applied } = await migrate({ url: owner, secret, log: quiet });
    expect(applied).toEqual([]);
    const db = openDatabase({ url: owner, secret, deadline: 10_000, onError: quiet });
    try {
      const cut = new AbortController();
      // Once the statement is seen to run, it is cut short: through a function that the owner's rights stand behind.
      const slow = db.read({ kind: 'staff' }, { sql: 'select pg_sleep(30)', parameters: [] }, cut.signal);
      const seen = on(postgres.url, async (client) => {
        const running = "select 1 from pg_stat_activity where usename = $1 and query like '%pg_sleep%'";
        while ((await client.query(running, [loginRoles.staff])).rowCount === 0);
        cut.abort();
      });
      await expect(slow).rejects.toThrow('canceling statement due to user request');
      await seen;
    } finally {
      await db.close();
    }
  });

  test.runIf(there)('leaves roles alone that somebody else made with the right passwords', async () => {
    await on(postgres.url, async (client) => {
      await client.query("create role newcomer login createrole password 'newcomer'");
      await client.query('create database second owner newcomer');
      if (binaries === undefined) return;
      // On 15 anybody with CREATEROLE may; without it, the roles have to be as they should be already.
      await client.query('alter role newcomer nocreaterole');
    });
    const newcomer = as(postgres.url, 'newcomer', 'newcomer', 'second');
    await expect(migrate({ url: newcomer, secret: Buffer.alloc(32, 2), log: quiet })).rejects.toMatchObject({
      name: 'Failure',
      mend: expect.stringContaining('to newcomer with admin option;'),
    });
    await expect(migrate({ url: newcomer, secret, log: quiet })).rejects.toMatchObject({
      name: 'Failure',
      mend: expect.stringMatching(/^As a superuser: grant mainstay_\w+ to "?newcomer"?;$/),
    });
    await on(postgres.url, (client) =>
      client.query(`grant ${Object.values(loginRoles).join(', ')} to newcomer with admin option`),
    );
    expect((await migrate({ url: newcomer, secret, log: quiet })).applied.length).toBeGreaterThan(5);
  });

  test.runIf(there)('is refused a database that a newer version migrated', async () => {
    await on(owner, (client) => client.query("insert into migration values (9999, 'later', '')"));
    await expect(migrate({ url: owner, secret, log: quiet })).rejects.toThrow('by a newer Mainstay');
    await on(owner, (client) => client.query('delete from migration where number = 9999'));
  });

  test.runIf(there)('refuses a login role that may do more than it should', async () => {
    await on(postgres.url, (client) => client.query(`alter role ${loginRoles.staff} bypassrls`));
    await expect(migrate({ url: owner, secret, log: quiet })).rejects.toMatchObject({
      mend: `As a superuser: alter role ${loginRoles.staff} nobypassrls;`,
    });
    await on(postgres.url, (client) => client.query(`alter role ${loginRoles.staff} nobypassrls`));
    const staff = as(postgres.url, loginRoles.staff, rolePassword(secret, loginRoles.staff));
    expect(await on(staff, async (client) => (await client.query('select 1 from item')).rows)).toEqual([]);
  });
});
