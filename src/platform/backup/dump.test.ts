import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '#/platform/database/migrate.ts';
import { loginRoles, rolePassword } from '#/platform/database/pools.ts';
import { startPostgres } from '#/platform/postgres/start.ts';
import type { Postgres } from '#/platform/postgres/start.ts';
import { findOldest } from '#/platform/postgres/test/oldest.ts';
import { openDataFolder, readSecret } from '#/platform/process/data-folder.ts';
import { backUp } from './backup.ts';
import { restore } from './restore.ts';

const oldest = findOldest();
const log = () => undefined;

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

// The distribution's server, since its pg_dump comes with it.
describe.runIf(oldest !== undefined)('a database on a server of one’s own', () => {
  let folder: string;
  const servers: Postgres[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mainstay-dump-'));
    chmodSync(folder, 0o711);
  });
  afterAll(async () => {
    for (const one of servers) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A server, and the URL of an owner on it who is no superuser. */
  async function server(name: string): Promise<string> {
    const dataFolder = join(folder, name);
    const one = await startPostgres({ dataFolder, durable: false, log, ...(oldest && { binaries: oldest }) });
    servers.push(one);
    await on(one.url, async (client) => {
      await client.query("create role keeper login createrole bypassrls password 'keeper'");
      await client.query('alter database mainstay owner to keeper');
    });
    const url = new URL(one.url);
    Object.assign(url, { username: 'keeper', password: 'keeper' });
    return url.href;
  }

  test('is backed up, and restored on a younger server, where what is written next comes after', async () => {
    const [source, target] = [await server('one'), await server('two')];
    const from = join(folder, 'source');
    const secret = readSecret(openDataFolder(from));
    mkdirSync(join(from, 'files/ab'), { recursive: true });
    writeFileSync(join(from, 'files/ab/attachment'), 'content');
    await migrate({ url: source, secret, log });
    const told = `insert into outbox (at, item, kind, action, payload) values (now(), gen_random_uuid(), 'x', 'y', '{}')`;
    await on(source, async (client) => {
      await client.query('do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$');
      await client.query('set row_security = off');
      await client.query(told);
      await client.query('update follower set (xid, id) = (select xid, id from outbox)');
    });
    const file = join(folder, 'backup.tar.gz');
    const manifest = await backUp({ file, dataFolder: from, databaseUrl: source, secret, cluster: undefined });
    expect(manifest).toMatchObject({ kind: 'dump', exact: true });
    const dataFolder = join(folder, 'restored');
    const { differences } = await restore({ file, dataFolder, databaseUrl: target, log });
    expect(differences).toEqual([]);
    expect((await migrate({ url: target, secret: readSecret(openDataFolder(dataFolder)), log })).applied).toEqual([]);
    const staff = new URL(target);
    Object.assign(staff, { username: loginRoles.staff, password: rolePassword(secret, loginRoles.staff) });
    await on(staff.href, (client) => client.query(told));
    const { rows } = await on(target, (client) =>
      client.query("select 1 from outbox o, follower f where f.name = 'live' and (o.xid, o.id) > (f.xid, f.id)"),
    );
    expect(rows).toHaveLength(1);
    await expect(restore({ file, dataFolder: join(folder, 'again'), databaseUrl: target, log })).rejects.toThrow(
      'is not empty',
    );
  }, 60_000);
});
