import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure, errorCode } from '#/platform/process/failure.ts';
import { type Point, clientOf, markPoint } from './counts.ts';
import type { Entry } from './write.ts';

/**
 * Folders whose content is of the running server only, or is brought along by other means (the log); they have to be
 * there, empty. From "Backing Up The Data Directory" in PostgreSQL's documentation, 25.3.
 */
const emptied = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
]);
const left =
  /^(postmaster\.(pid|opts)|pg_internal\.init.*|pgsql_tmp.*|backup_label.*|tablespace_map.*|backup_manifest|\.s\.PGSQL\..*)$/;

/** What is known once all entries have been read. */
export interface ClusterBackup {
  entries: AsyncIterable<Entry>;
  point: () => Point;
}

/**
 * An online copy of the embedded server's cluster, as entries under `database/`: the files while they are written to
 * (torn pages and all), then the write-ahead log from before the first to after the last of them, from which recovery
 * makes a consistent state; a replication slot keeps that log from being removed meanwhile. Recovery ends at a restore
 * point that is marked after the copy, so that the rows at that very point can be counted.
 * @param cluster the cluster's folder, readable by us
 * @param url superuser's URL
 */
export function backUpCluster(cluster: string, url: string, name: string): ClusterBackup {
  let point: Point | undefined;
  async function* entries(): AsyncGenerator<Entry> {
    const session = clientOf(url);
    await session.connect();
    try {
      const slot = name.replaceAll(/[^a-z0-9]/g, '_');
      await session.query('set statement_timeout = 0');
      await session.query('select pg_create_physical_replication_slot($1, true, true)', [slot]);
      const start = await session.query<{ wal: string }>('select pg_walfile_name(pg_backup_start($1, true)) as wal', [
        name,
      ]);
      yield* filesOf(cluster, 'database');
      // Last of all, as pg_basebackup does: it says how far recovery has to go at least.
      yield* fileEntry(join(cluster, 'global', 'pg_control'), 'database/global/pg_control');
      const stop = await session.query<{ label: string; map: string }>(
        'select labelfile as label, spcmapfile as map from pg_backup_stop(false)',
      );
      const { label = '', map = '' } = stop.rows[0] ?? {};
      if (map.trim() !== '') throw new Failure('The database has tablespaces of its own, which a backup cannot hold.');
      yield bytesEntry('database/backup_label', label);
      point = await markPoint(url, name);
      const end = await session.query<{ wal: string }>(
        'select pg_walfile_name($1::pg_lsn) as wal, pg_switch_wal()::text as switched',
        [point.lsn],
      );
      yield* logFiles(join(cluster, 'pg_wal'), start.rows[0]?.wal ?? '', end.rows[0]?.wal ?? '');
    } finally {
      // Ends the slot too, and the backup where it was cut short: both belong to the session.
      await session.end();
    }
  }
  return {
    entries: entries(),
    point() {
      if (point === undefined) throw new Error('the point is not marked before the entries have been read');
      return point;
    },
  };
}

/** Every file under a folder, in the order of their names. What disappears meanwhile was dropped, and the log knows. */
export async function* filesOf(folder: string, as: string, top = true): AsyncGenerator<Entry> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const entry of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const [path, name] = [join(folder, entry.name), `${as}/${entry.name}`];
    if ((as.startsWith('database') && left.test(entry.name)) || name === 'database/global/pg_control') continue;
    if (entry.isDirectory()) {
      yield { path: name, folder: true };
      if (!(as === 'database' && top && emptied.has(entry.name))) yield* filesOf(path, name, false);
    } else if (entry.isFile()) yield* fileEntry(path, name);
  }
}

/** One file with the size it has now. */
export async function* fileEntry(path: string, as: string): AsyncGenerator<Entry> {
  let size: number;
  try {
    const file = await open(path, 'r');
    size = (await file.stat()).size;
    await file.close();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (size === 0) yield { path: as, folder: false, size, content: [] };
  else yield { path: as, folder: false, size, content: contentOf(path, size) };
}

/** A file that is dropped between being listed and being read counts as empty: filled with zeros, and the log knows. */
async function* contentOf(path: string, size: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { end: size - 1, highWaterMark: 262_144 }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** A file made of text. */
export function bytesEntry(path: string, text: string | Buffer): Entry {
  const bytes = Buffer.from(text);
  return { path, folder: false, size: bytes.length, content: [bytes] };
}

/** The log's segments from `first` to `last`, and the histories of its timelines. */
async function* logFiles(folder: string, first: string, last: string): AsyncGenerator<Entry> {
  yield { path: 'database/pg_wal/archive_status', folder: true };
  yield { path: 'database/pg_wal/summaries', folder: true };
  const names = (await readdir(folder)).toSorted();
  const needed = names.filter(
    (name) => name.endsWith('.history') || (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last),
  );
  if (!needed.includes(first) || !needed.includes(last))
    throw new Failure(`The log's segment ${basename(first)} is gone.`);
  for (const name of needed) yield* fileEntry(join(folder, name), `database/pg_wal/${name}`);
}
