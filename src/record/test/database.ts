import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate, readMigrations, projectRoot } from '#/platform/database/migrate.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Database } from '#/platform/database/pools.ts';

/** The secret of every test installation: login roles belong to the cluster, so that all must agree. */
export const testSecret = Buffer.alloc(32, 7);

export interface TestDatabase {
  database: Database;
  /** Owner's URL. */
  url: string;
  /** Runs a statement as the owner, past every wall. */
  owner<T = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

function serverUrl(): string {
  const url = process.env['MAINSTAY_TEST_DATABASE'];
  if (!url) throw new Error('MAINSTAY_TEST_DATABASE names no PostgreSQL: run the tests through `npm test`');
  return url;
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>, database?: string): Promise<T> {
  const url = new URL(serverUrl());
  if (database) url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The migrated database that others are cloned from; made once for a set of migrations. */
async function template(): Promise<string> {
  const migrations = await readMigrations(projectRoot);
  const hash = createHash('sha256').update(migrations.map((migration) => migration.sha256).join());
  const name = `mainstay_template_${hash.digest('hex').slice(0, 12)}`;
  await onServer(async (client) => {
    await client.query("select pg_advisory_lock(hashtext('mainstay template'))");
    const there = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
    if (there.rowCount) return;
    await client.query(`drop database if exists ${name}`);
    await client.query(`create database ${name}`);
    const url = new URL(serverUrl());
    url.pathname = `/${name}`;
    await migrate({ url: url.href, secret: testSecret, log: () => {} });
    await client.query(`alter database ${name} is_template true`);
  });
  return name;
}

/** A database of the test's own: a clone of the migrated template. */
export async function testDatabase(): Promise<TestDatabase> {
  const from = await template();
  const name = `mainstay_test_${randomBytes(6).toString('hex')}`;
  await onServer(async (client) => {
    // Cloning refuses while anybody else clones from the same template.
    await client.query("select pg_advisory_lock(hashtext('mainstay clone'))");
    await client.query(`create database ${name} template ${from} strategy file_copy`);
  });
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const database = openDatabase({
    url: url.href,
    secret: testSecret,
    deadline: 15_000,
    size: 8,
    onError: () => {},
  });
  const owner = new pg.Pool({ connectionString: url.href, max: 2 });
  owner.on('error', () => {});
  return {
    database,
    url: url.href,
    owner: async <T>(sql: string, values: unknown[] = []) => (await owner.query(sql, values)).rows as T[],
    async drop() {
      await database.close();
      await owner.end();
      await onServer((client) => client.query(`drop database ${name} with (force)`));
    },
  };
}
