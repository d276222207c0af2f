import { existsSync, linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFolder, dataFolderFailure } from '#/platform/process/data-folder.ts';
import { Failure, errorCode } from '#/platform/process/failure.ts';
import { commandOf, isAlive, startOf } from '#/platform/process/identity.ts';

/** Who runs the server of a data folder: kept in `run/owner.json`, which only one process can make. */
export interface Owner {
  pid: number;
  started: string;
}

/** The process that runs the data folder's server now, or undefined. Remains of a dead one do not count. */
export function currentOwner(data: DataFolder): Owner | undefined {
  const owner = read(join(data.run, 'owner.json'));
  return owner !== undefined && startOf(owner.pid) === owner.started ? owner : undefined;
}

/** An owner that was asked to stop needs a moment; npm, which passed the request on, may be gone before it. */
const patienceMs = 3000;

/**
 * Makes this process the data folder's owner.
 * @returns how to give it back
 * @throws Failure when another living process owns it
 */
export async function takeOwnership(data: DataFolder): Promise<() => void> {
  const path = join(data.run, 'owner.json');
  const mine: Owner = { pid: process.pid, started: startOf(process.pid) ?? '' };
  const draft = join(data.run, `owner-${process.pid}.json`);
  try {
    for (let waited = 0; waited < patienceMs && currentOwner(data) !== undefined; waited += 50) await sleep(50);
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
    for (let attempt = 0; ; attempt++) {
      try {
        // A link is made whole or not at all, and never over an existing file.
        linkSync(draft, path);
        break;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST' || attempt === 3) throw error;
        const owner = currentOwner(data);
        if (owner !== undefined)
          throw new Failure(
            `The data folder ${data.path} is in use by another Mainstay (process ${owner.pid}).`,
            'Stop that one first, or choose another folder with MAINSTAY_DATA.',
          );
        rmSync(path, { force: true });
      }
    }
  } catch (error) {
    throw error instanceof Failure ? error : dataFolderFailure(data.path, error);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (read(path)?.pid === process.pid) rmSync(path, { force: true });
  };
}

function read(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** What the server says of itself in its cluster's postmaster.pid (a format of PostgreSQL's own, read by pg_ctl too). */
export interface Running {
  pid: number;
  port: number;
  /** Folder of its socket, where it has one. */
  sockets: string | undefined;
  ready: boolean;
}

/** The server that runs on a cluster, or undefined; a pid file that a crash left behind does not count. */
export function runningServer(cluster: string): Running | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid < 1 || !isAlive(pid)) return undefined;
  // The number may be another process's by now: it is ours only where the command line names the cluster.
  if (!(commandOf(pid) ?? '').includes(cluster)) return undefined;
  return { pid, port: Number(lines[3]), sockets: lines[4] || undefined, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Makes room for a start when this process owns the data folder: a server whose parent was killed is being stopped by
 * its guard, so that is waited for, and after 5 s asked for again; a pid file left by a crash is put aside, since the
 * server itself would believe it where the number has been given to another process.
 * @throws Failure when the old server does not end within 60 s
 */
export async function clearRemains(cluster: string, log: (line: string) => void): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    const old = runningServer(cluster);
    if (old === undefined) break;
    if (waited === 500) log('Waiting for the database of a killed Mainstay to stop');
    if (waited === 5000) process.kill(old.pid, 'SIGINT');
    if (waited >= 60_000)
      throw new Failure(
        `A database server (process ${old.pid}) still runs on ${cluster}.`,
        `Stop it: kill -INT ${old.pid}`,
      );
    await sleep(50);
  }
  try {
    renameSync(join(cluster, 'postmaster.pid'), join(cluster, 'postmaster.pid.stale'));
    rmSync(join(cluster, 'postmaster.pid.stale'));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  // The same number is in the lock of its socket.
  for (const name of existsSync(cluster) ? readdirSync(cluster) : [])
    if (name.startsWith('.s.PGSQL.')) rmSync(join(cluster, name), { force: true });
}
