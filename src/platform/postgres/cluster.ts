import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { readlinkSync, realpathSync, renameSync, rmSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure, errorCode } from '#/platform/process/failure.ts';
import { type DataFolder, dataFolderFailure } from '#/platform/process/data-folder.ts';
import { type Account, mayWrite, under } from './account.ts';
import type { Binaries } from './binaries.ts';
import { explain } from './explain.ts';

/** The database that everything is in, and the role that owns it. */
export const databaseName = 'mainstay';
export const superuser = 'postgres';

/** Where the cluster is: made already, or where it is to be made. */
export interface Place {
  /** The real folder, links resolved. */
  folder: string;
  exists: boolean;
}

/**
 * Says where the cluster is or goes: `postgres` in the data folder; where the server's account cannot get there (a
 * home of root's), a folder in /var/lib/mainstay, with a link to it in the data folder.
 * @throws Failure when the account cannot get to an existing cluster, or there is no place for a new one.
 */
export function placeCluster(data: DataFolder, account: Account | undefined, log: (line: string) => void): Place {
  const linked = lstatSync(data.cluster, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (existsSync(data.cluster)) {
    const folder = realpathSync(data.cluster);
    if (!mayWrite(folder, account)) throw unreachable(folder, account);
    return { folder, exists: existsSync(join(folder, 'PG_VERSION')) };
  }
  if (linked)
    throw new Failure(
      `The data folder ${data.path} says that its database is in ${readlinkSync(data.cluster)}, and there is nothing.`,
      'Bring that folder back, or restore a backup into an empty data folder.',
    );
  const parent = realpathSync(data.path);
  if (account === undefined || passes(parent, account)) return { folder: join(parent, 'postgres'), exists: false };
  const elsewhere = join('/var/lib/mainstay', `data-${createHash('sha256').update(parent).digest('hex').slice(0, 12)}`);
  try {
    if (mkdirSync(elsewhere, { recursive: true }) !== undefined)
      for (const folder of [elsewhere, dirname(elsewhere)]) chmodSync(folder, 0o755);
  } catch {
    throw unreachable(parent, account);
  }
  if (!passes(elsewhere, account)) throw unreachable(parent, account);
  const folder = join(elsewhere, 'postgres');
  log(`The account ${account.name} cannot get to ${parent}: the database is kept in ${folder}`);
  symlinkSync(folder, data.cluster);
  return { folder, exists: existsSync(join(folder, 'PG_VERSION')) };
}

function passes(folder: string, account: Account): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { stdio: 'ignore', cwd: '/', ...under(account) });
  return tried.status === 0;
}

function unreachable(folder: string, account: Account | undefined): Failure {
  return new Failure(
    `The account ${account?.name ?? 'that we run as'} cannot get to the database's folder ${folder}.`,
    'Make its parents passable (chmod a+x), or choose another folder with MAINSTAY_DATA.',
  );
}

/**
 * Refuses a cluster that another major version of PostgreSQL wrote.
 * @throws Failure
 */
export function checkVersion(folder: string, binaries: Binaries): void {
  const written = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (written === binaries.major) return;
  throw new Failure(
    `The database in ${folder} was written by PostgreSQL ${written}; this Mainstay brings PostgreSQL ${binaries.major}.`,
    `Take a dump of it with the Mainstay that wrote it, or start with another MAINSTAY_DATA.`,
  );
}

/**
 * Makes the cluster: UTF-8; text ordered by code point with Unicode's rules for upper and lower case, both built into
 * PostgreSQL (provider `builtin`, C.UTF-8), so that no upgrade of the machine can reorder an index. Orders for people
 * ask for a language (`collate mainstay_sk`). Made beside and renamed: a cluster that was cut short is never used.
 * @throws Failure
 */
export function makeCluster(
  folder: string,
  options: { binaries: Binaries; account: Account | undefined; password: string; durable: boolean },
): void {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  try {
    mkdirSync(partial, { mode: 0o700 });
    if (options.account) chownSync(partial, options.account.uid, options.account.gid);
    // The provider came with PostgreSQL 17; a server of one's own may be older, and tests run on one that is.
    const builtin = Number(options.binaries.major) >= 17 ? '=C --locale-provider=builtin --builtin-locale' : '';
    const locale = `--encoding=UTF8 --locale${builtin}=C.UTF-8`;
    const rest = `--username=${superuser} --auth=trust --no-instructions --no-sync`;
    command(options, partial, 'initdb', ['-D', partial, ...`${locale} ${rest}`.split(' ')]);
    letIn(partial, 'now');
    appendFileSync(join(partial, 'postgresql.conf'), `include_if_exists = 'mainstay.conf'\n`);
    writeFileSync(join(partial, 'mainstay.conf'), '', { mode: 0o600 });
    if (options.account) chownSync(join(partial, 'mainstay.conf'), options.account.uid, options.account.gid);
    // The single-user server ends with a checkpoint, which brings everything written so far to the disk.
    const statements = `alter role ${superuser} password '${options.password}'\ncreate database ${databaseName}\n`;
    command(options, partial, 'postgres', ['--single', '-D', partial, 'postgres'], statements);
    if (options.durable) command(options, partial, 'initdb', ['--sync-only', '-D', partial]);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (errorCode(error) === 'ENOTEMPTY')
      throw new Failure(
        `${folder} holds something that is not a database.`,
        'Choose another folder with MAINSTAY_DATA.',
      );
    if (error instanceof Failure || errorCode(error) === undefined) throw error;
    throw dataFolderFailure(dirname(folder), error);
  }
}

/**
 * Nobody gets in without the password, from nowhere but this machine. An older cluster whose administrator has not
 * changed that learns of the socket.
 */
export function letIn(cluster: string, made: 'now' | 'before'): void {
  const network = 'host all all 127.0.0.1/32 scram-sha-256\n';
  const file = join(cluster, 'pg_hba.conf');
  if (made === 'before' && readFileSync(file, 'utf8') !== network) return;
  writeFileSync(file, `local all all scram-sha-256\n${network}`);
}

/**
 * Where the server's socket goes: the cluster's own folder, which nobody but its account may enter. Empty where the
 * system's limit for the path of a socket (108 bytes with the end on Linux, 104 elsewhere) does not hold it.
 */
export function socketFolder(cluster: string): string {
  const most = process.platform === 'linux' ? 107 : 103;
  return Buffer.byteLength(join(cluster, '.s.PGSQL.65535')) <= most && process.platform !== 'win32' ? cluster : '';
}

function command(
  options: { binaries: Binaries; account: Account | undefined },
  folder: string,
  name: string,
  args: string[],
  input = '',
): void {
  const result = spawnSync(join(options.binaries.folder, 'bin', name), args, {
    input,
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...under(options.account),
  });
  const output = `${result.stdout}\n${result.stderr}`;
  if (result.status === 0 && !/^(.* )?(ERROR|FATAL|PANIC): /m.test(output)) return;
  if (result.signal !== null)
    throw new Failure(`Making the database was cut short (${result.signal}); nothing is left of it.`, 'Start again.');
  throw explain(output, folder, result.error?.message ?? `${basename(name)} ended with ${result.status}`);
}
