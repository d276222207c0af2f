import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type DataFolder, dataFolderAt } from '#/platform/process/data-folder.ts';
import { backUpCluster, bytesEntry, fileEntry, filesOf } from './cluster.ts';
import { clientOf, countRows } from './counts.ts';
import { checkSeesAll, runTool } from './dump.ts';
import type { Manifest } from './manifest.ts';
import { type Entry, writeArchive } from './write.ts';

export interface BackupOptions {
  file: string;
  dataFolder: string;
  databaseUrl: string;
  secret: Buffer;
  /** The embedded cluster's folder; undefined for a server that DATABASE_URL names. */
  cluster: string | undefined;
}

/**
 * Writes a consistent copy of database, attachments and secret key into one file, while everything runs. Attachments
 * are copied after the database's point, so that every one the database knows at that point is among them.
 *
 * The archive holds the secret key: whoever has it can read everything. Its format is a gzipped tar of
 * `secret.key`, `database/…` (a cluster's files) or `database.dump` (pg_dump's custom format), `files/…`,
 * `manifest.json` ({@link Manifest}) and `manifest.sha256`.
 * @throws Failure
 */
export async function backUp(options: BackupOptions): Promise<Manifest> {
  const data = dataFolderAt(options.dataFolder);
  return options.cluster === undefined ? ofServer(options, data) : ofCluster(options, data, options.cluster);
}

async function ofCluster(options: BackupOptions, data: DataFolder, cluster: string): Promise<Manifest> {
  const name = `mainstay-${process.pid}-${Date.now()}`;
  const version = await majorVersion(options.databaseUrl);
  const backup = backUpCluster(cluster, options.databaseUrl, name);
  let counts: Record<string, number> = {};
  async function* entries(): AsyncGenerator<Entry> {
    yield bytesEntry('secret.key', options.secret);
    yield* fileEntry(data.databasePassword, 'postgres-password');
    yield* backup.entries;
    counts = await backup.point().count();
    yield* attachments(data);
  }
  return writeArchive(resolve(options.file), entries(), () => {
    const { exact, taken } = backup.point();
    return { taken, kind: 'cluster', postgres: version, restorePoint: name, exact, counts };
  });
}

/** pg_dump reads in the very snapshot in which the rows are counted: always exact. */
async function ofServer(options: BackupOptions, data: DataFolder): Promise<Manifest> {
  const file = resolve(options.file);
  const version = await majorVersion(options.databaseUrl);
  const client = clientOf(options.databaseUrl);
  await client.connect();
  const folder = await mkdtemp(join(dirname(file), '.mainstay-backup-'));
  try {
    await checkSeesAll(client);
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ snapshot: string; roles: string[]; taken: string }>(`
      select pg_export_snapshot() as snapshot, to_json(now() at time zone 'utc') #>> '{}' || 'Z' as taken,
        array(select rolname::text from pg_roles where rolname like 'mainstay\\_%' escape '\\' order by 1) as roles`);
    const { snapshot = '', roles = [], taken = '' } = rows[0] ?? {};
    const dump = join(folder, 'database.dump');
    const args = ['--format=custom', '--no-owner', `--snapshot=${snapshot}`];
    await runTool('pg_dump', options.databaseUrl, args, dump);
    const counts = await countRows(client);
    async function* entries(): AsyncGenerator<Entry> {
      yield bytesEntry('secret.key', options.secret);
      yield* fileEntry(dump, 'database.dump');
      yield* attachments(data);
    }
    return await writeArchive(file, entries(), () => ({
      taken,
      kind: 'dump',
      postgres: version,
      roles,
      exact: true,
      counts,
    }));
  } finally {
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function* attachments(data: DataFolder): AsyncGenerator<Entry> {
  if (!existsSync(data.files)) return;
  yield { path: 'files', folder: true };
  yield* filesOf(data.files, 'files');
}

async function majorVersion(url: string): Promise<string> {
  const client = clientOf(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ number: number }>(
      "select current_setting('server_version_num')::int as number",
    );
    return String(Math.floor((rows[0]?.number ?? 0) / 10_000));
  } finally {
    await client.end();
  }
}
