import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DataFolder, dataFolderAt, openDataFolder } from '#/platform/process/data-folder.ts';
import type pg from 'pg';
import { Failure, errorCode } from '#/platform/process/failure.ts';
import { type Account, chooseAccount } from '#/platform/postgres/account.ts';
import { findBinaries } from '#/platform/postgres/binaries.ts';
import { checkVersion, placeCluster } from '#/platform/postgres/cluster.ts';
import { startPostgres } from '#/platform/postgres/start.ts';
import { clientOf, compareCounts, countRows } from './counts.ts';
import { checkSeesAll, runTool } from './dump.ts';
import { endAccess } from './end-access.ts';
import type { Access } from './end-access.ts';
import type { Manifest } from './manifest.ts';
import { unpackArchive } from './read.ts';
import { passStoredTransactions } from './transactions.ts';

export interface RestoreOptions {
  file: string;
  /** Absent or empty. */
  dataFolder: string;
  /** The empty database to restore a dump into; undefined for the embedded server. */
  databaseUrl: string | undefined;
  log: (line: string) => void;
}

export interface Restored {
  manifest: Manifest;
  differences: string[];
  access: Access;
}

/**
 * Restores an archive into an empty data folder: unpacks all of it beside, verifies every checksum, and only then puts
 * it in place, starts the database on it and compares the rows of every table with those counted at the backup. When
 * anything is not as it should be, the folder is left as empty as it was found. Sessions and links by mail of the backup
 * are ended.
 * @returns the manifest, what differs, which can only be where `manifest.exact` is false, and who is let in still
 * @throws Failure
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const file = resolve(options.file);
  const data = dataFolderAt(options.dataFolder);
  const found = entriesOf(data.path);
  if (found.length > 0)
    throw new Failure(`The data folder ${data.path} is not empty.`, 'Restore into another, with MAINSTAY_DATA.');
  const staging = data.restoring;
  let cluster: string | undefined;
  try {
    openDataFolder(data.path);
    await mkdir(staging, { mode: 0o700 });
    const manifest = await unpackArchive(file, staging);
    checkKind(manifest, options.databaseUrl);
    await rm(data.files, { recursive: true });
    for (const name of ['secret.key', 'postgres-password', 'files'])
      if (existsSync(join(staging, name))) await rename(join(staging, name), join(data.path, name));
    if (manifest.kind === 'cluster') cluster = await placeRestored(data, join(staging, 'database'), options.log);
    const { counts, access } =
      manifest.kind === 'cluster'
        ? await recover(data, manifest, options.log)
        : await load(join(staging, 'database.dump'), manifest, options.databaseUrl as string, options.log);
    const differences = compareCounts(manifest.counts, counts);
    if (manifest.exact && differences.length > 0)
      throw new Failure(`The restored database is not the one that was backed up:\n  ${differences.join('\n  ')}`);
    await rm(staging, { recursive: true });
    // Unpacked without waiting for the disk, file by file; now all at once.
    spawnSync('sync');
    return { manifest, differences, access };
  } catch (error) {
    if (cluster !== undefined) await rm(cluster, { recursive: true, force: true });
    for (const name of entriesOf(data.path)) await rm(join(data.path, name), { recursive: true, force: true });
    throw error;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new Failure(`The data folder ${folder} cannot be read (${errorCode(error)}).`);
  }
}

function checkKind(manifest: Manifest, databaseUrl: string | undefined): void {
  if (manifest.kind === 'cluster' && databaseUrl !== undefined)
    throw new Failure(
      'This is a backup of the embedded database, which cannot be loaded into another server.',
      'Restore it without DATABASE_URL.',
    );
  if (manifest.kind === 'dump' && databaseUrl === undefined)
    throw new Failure(
      'This is a backup of a server of your own.',
      'Set DATABASE_URL to an empty database to restore it into.',
    );
}

/** Puts the unpacked cluster where the server's account can get to it, and gives it to that account. */
async function placeRestored(data: DataFolder, unpacked: string, log: (line: string) => void): Promise<string> {
  const account = chooseAccount(data.cluster);
  checkVersion(unpacked, findBinaries(account, log));
  const { folder } = placeCluster(data, account, log);
  try {
    await rename(unpacked, folder);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    await cp(unpacked, folder, { recursive: true });
  }
  await writeFile(join(folder, 'recovery.signal'), '', { mode: 0o600 });
  if (account !== undefined) giveTo(account, folder);
  return folder;
}

function giveTo(account: Account, folder: string): void {
  chownSync(folder, account.uid, account.gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveTo(account, path);
    else chownSync(path, account.uid, account.gid);
  }
}

/** Starts the server, which recovers up to the backup's point, and counts. */
async function recover(data: DataFolder, manifest: Manifest, log: (line: string) => void): Promise<Loaded> {
  const settings = {
    // All of the log that is needed is in place: there is nothing to fetch.
    restore_command: 'false',
    recovery_target_name: manifest.restorePoint ?? '',
    recovery_target_action: 'promote',
    // Otherwise the server counts as ready while it still recovers, and stopping it then would undo the target.
    hot_standby: 'off',
  };
  const postgres = await startPostgres({ dataFolder: data.path, log, settings });
  try {
    return await settle(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function load(dump: string, manifest: Manifest, url: string, log: (line: string) => void): Promise<Loaded> {
  await using(url, async (client) => {
    await checkSeesAll(client);
    const before = await countRows(client);
    if (Object.keys(before).length > 0)
      throw new Failure('The database that DATABASE_URL names is not empty.', 'Make an empty one, and name that.');
    const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles');
    const known = new Set(rows.map((row) => row.name));
    // Rights were given to them. `mainstay migrate` lets them sign in, with passwords from the restored secret.
    for (const role of manifest.roles ?? [])
      if (!known.has(role)) await client.query(`create role ${client.escapeIdentifier(role)}`);
  });
  await runTool('pg_restore', url, ['--no-owner', '--exit-on-error', '--single-transaction', dump]);
  await using(url, (client) => passStoredTransactions(client, log));
  return settle(url);
}

interface Loaded {
  /** As they were in the backup. */
  counts: Record<string, number>;
  access: Access;
}

function settle(url: string): Promise<Loaded> {
  return using(url, async (client) => ({ counts: await countRows(client), access: await endAccess(client) }));
}

async function using<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = clientOf(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
