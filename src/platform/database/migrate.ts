import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { runMigrations as migrateJobs } from 'graphile-worker';
import { Failure } from '#/platform/process/failure.ts';
import { loginRoles } from './pools.ts';
import { createRoles } from './roles.ts';

export interface Migration {
  number: number;
  name: string;
  sha256: string;
  sql: string;
}

/** Reads every `migrations/NNNN_name.sql` under `src`, in the order of their numbers. Throws on a number used twice. */
export async function readMigrations(root: string): Promise<Migration[]> {
  const found: Migration[] = [];
  for await (const file of glob('src/**/migrations/*.sql', { cwd: root })) {
    const match = /^(\d{4})_([\w-]+)\.sql$/.exec(path.basename(file));
    if (!match) throw new Error(`${file}: a migration is named NNNN_name.sql`);
    const text = await readFile(path.join(root, file), 'utf8');
    found.push({
      number: Number(match[1]),
      name: match[2] as string,
      sha256: createHash('sha256').update(text).digest('hex'),
      sql: text,
    });
  }
  found.sort((a, b) => a.number - b.number);
  for (const [index, migration] of found.entries()) {
    const next = found[index + 1];
    if (next?.number === migration.number) throw new Error(`two migrations have the number ${migration.number}`);
  }
  return found;
}

export interface MigrateOptions {
  /** URL of a role that may create tables and roles. */
  url: string;
  secret: Buffer;
  log: (line: string) => void;
  root?: string;
}

export const projectRoot = path.resolve(import.meta.dirname, '../../..');

/**
 * Brings the database to the newest schema: login roles, numbered migrations, the job queue's own tables, rights.
 * One process at a time (advisory lock); each migration in a transaction of its own; a changed old file is refused.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'mainstay migrate' });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('mainstay migrate'))");
    await createRoles(client, options.url, options.secret);
    await client.query(`create table if not exists migration (
      number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`);
    const done = await client.query<{ number: number; sha256: string; name: string }>('select * from migration');
    const known = new Map(done.rows.map((row) => [row.number, row]));
    const applied: string[] = [];
    const migrations = await readMigrations(options.root ?? projectRoot);
    refuseNewer(Math.max(0, ...known.keys()), migrations);
    for (const migration of migrations) {
      const label = `${String(migration.number).padStart(4, '0')}_${migration.name}`;
      const before = known.get(migration.number);
      if (before) {
        if (before.sha256 !== migration.sha256) throw new Error(`${label} was changed after it had been applied`);
        continue;
      }
      await applyMigration(client, migration, label);
      options.log(`migrated ${label}`);
      applied.push(label);
    }
    await migrateJobs({ connectionString: options.url });
    await grantRights(client);
    return { applied };
  } finally {
    await client.end();
  }
}

/** What a newer version did to the database an older one cannot know: it could lose what it does not see. */
function refuseNewer(newest: number, migrations: readonly Migration[]): void {
  if (newest <= Math.max(0, ...migrations.map(({ number }) => number))) return;
  throw new Failure('The database was migrated by a newer Mainstay.', 'Use that version, or a newer one.');
}

async function applyMigration(client: pg.Client, migration: Migration, label: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query("set local lock_timeout = '10s'");
    await client.query(migration.sql);
    await client.query('insert into migration (number, name, sha256) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`${label}: ${(error as Error).message}`, { cause: error });
  }
}

/** The job queue's tables come from its library, so their rights are given here and not in a migration. */
async function grantRights(client: pg.Client): Promise<void> {
  await client.query(`
    grant usage on schema graphile_worker to ${loginRoles.relay};
    grant all on all tables in schema graphile_worker to ${loginRoles.relay};
    grant all on all sequences in schema graphile_worker to ${loginRoles.relay};
    grant execute on all functions in schema graphile_worker to ${loginRoles.relay};
  `);
  // Its row security has no policies: only the owner passes. The relay is the one role that works the queue.
  const tables = await client.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'graphile_worker' and c.relkind = 'r' and c.relrowsecurity
      and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'relay')`);
  for (const { name } of tables.rows) {
    await client.query(
      `create policy relay on graphile_worker.${client.escapeIdentifier(name)} to ${loginRoles.relay} using (true) with check (true)`,
    );
  }
}
