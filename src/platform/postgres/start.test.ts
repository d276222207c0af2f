import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { projectRoot } from '#/platform/config/settings.ts';
import { isAlive } from '#/platform/process/identity.ts';
import { socketFolder } from './cluster.ts';
import { currentOwner, runningServer } from './registry.ts';
import { type Postgres, startPostgres, usePostgres } from './start.ts';
import { dataFolderAt } from '#/platform/process/data-folder.ts';

const log = () => undefined;
let dataFolder: string;

beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'mainstay-postgres-'));
});
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

async function ask<T>(url: string, sql: string): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: T }>(sql);
    return rows[0]?.answer as T;
  } finally {
    await client.end();
  }
}

/** Another process that runs the server on our data folder, as `mainstay up` does. */
async function startElsewhere(): Promise<{ parent: ChildProcess; url: string }> {
  const program = `
    import { startPostgres } from '#/platform/postgres/start.ts';
    const postgres = await startPostgres({ dataFolder: process.argv[1], log: console.error });
    console.log(postgres.url);
    setInterval(() => {}, 60_000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program, dataFolder], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(parent.stdout!), 'line')) as [string];
  return { parent, url };
}

const cluster = () => join(dataFolder, 'postgres');
const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 });

describe('the embedded server', () => {
  test('is made, keeps what is written over a restart, and is durable and UTF-8', async () => {
    const first = await startPostgres({ dataFolder, log });
    await ask(first.url, 'create table kept as select $$žaba$$ as word');
    await first.stop();
    expect(runningServer(cluster())).toBeUndefined();
    const second = await startPostgres({ dataFolder, log });
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select upper(word) as answer from kept')).toBe('ŽABA');
    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
      expect(await ask(second.url, `select current_setting('${name}') as answer`)).toBe('on');
    await second.stop();
  });

  test('lets nobody in without the password', async () => {
    const postgres = await startPostgres({ dataFolder, log });
    const url = new URL(postgres.url);
    url.password = 'guessed';
    await expect(ask(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    url.searchParams.delete('host');
    await expect(ask(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    await postgres.stop();
  });

  test('is reached through a socket that only its own account gets to, and over the network of the machine', async () => {
    const postgres = await startPostgres({ dataFolder, log });
    const url = new URL(postgres.url);
    expect(url.searchParams.get('host')).toBe(cluster());
    const path = 'select coalesce(host(inet_client_addr()), $$socket$$) as answer';
    expect(await ask(url.href, path)).toBe('socket');
    expect(statSync(cluster()).mode & 0o077).toBe(0);
    url.searchParams.delete('host');
    expect(await ask(url.href, path)).toBe('127.0.0.1');
    await postgres.stop();
  });

  test('has no socket where its path would be too long, and an older one without gets it', async () => {
    expect(socketFolder(join('/', 'x'.repeat(100)))).toBe('');
    const file = join(cluster(), 'pg_hba.conf');
    const both = readFileSync(file, 'utf8');
    writeFileSync(file, both.replace(/^local.*\n/, ''));
    const postgres = await startPostgres({ dataFolder, log });
    expect(readFileSync(file, 'utf8')).toBe(both);
    await postgres.stop();
  });

  test('is shared with a second command, and refused to a second owner', async () => {
    const { parent, url } = await startElsewhere();
    await expect(startPostgres({ dataFolder, log })).rejects.toThrow(
      `The data folder ${dataFolder} is in use by another Mainstay (process ${parent.pid}).`,
    );
    const shared = await usePostgres({ dataFolder, log });
    expect(shared.url).toBe(url);
    await shared.stop();
    expect(runningServer(cluster())?.ready).toBe(true);
    parent.kill('SIGKILL');
    await until(() => expect(runningServer(cluster())).toBeUndefined());
  });

  test('goes when its parent is killed, and the next start does not wait for a person', async () => {
    const { parent, url } = await startElsewhere();
    const { pid } = runningServer(cluster())!;
    await ask(url, 'create table written as select 1 as n');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    // At once, while the guard is still stopping the old server.
    const next = await startPostgres({ dataFolder, log });
    expect(isAlive(pid)).toBe(false);
    expect(await ask(next.url, 'select count(*)::int as answer from written')).toBe(1);
    await next.stop();
    expect(currentOwner(dataFolderAt(dataFolder))).toBeUndefined();
  });

  test('is started again on the same port when it is killed itself', async () => {
    const said: string[] = [];
    const postgres = await startPostgres({ dataFolder, log: (line) => said.push(line) });
    const { pid } = runningServer(cluster())!;
    process.kill(pid, 'SIGKILL');
    await until(() => {
      const now = runningServer(cluster());
      expect(now?.ready === true && now.pid !== pid).toBe(true);
    });
    expect(await ask(postgres.url, 'select 1 as answer')).toBe(1);
    expect(said[0]).toMatch(/^The database server ended .*; starting it again$/);
    await postgres.stop();
  });

  test('starts over a pid file that a crash left behind, even where the number is another process now', async () => {
    writeFileSync(
      join(cluster(), 'postmaster.pid'),
      `${process.pid}\n${cluster()}\n1\n5432\n\n127.0.0.1\n\nready   \n`,
    );
    const port = readFileSync(join(dataFolder, 'run', 'postgres.port'), 'utf8').trim();
    writeFileSync(join(cluster(), `.s.PGSQL.${port}.lock`), `${process.pid}\n${cluster()}\n1\n${port}\n${cluster()}\n`);
    writeFileSync(join(dataFolder, 'run', 'owner.json'), JSON.stringify({ pid: process.pid, started: 'another time' }));
    const postgres = await startPostgres({ dataFolder, log });
    expect(await ask(postgres.url, 'select 1 as answer')).toBe(1);
    await postgres.stop();
  });

  test('refuses a cluster of another version in one sentence', async () => {
    const file = join(cluster(), 'PG_VERSION');
    const own = readFileSync(file, 'utf8');
    writeFileSync(file, '14\n');
    await expect(startPostgres({ dataFolder, log })).rejects.toThrow(
      /^The database in .* was written by PostgreSQL 14; this Mainstay brings PostgreSQL 18\.$/,
    );
    writeFileSync(file, own);
  });

  test('refuses a folder in which a restore was cut short', async () => {
    const staging = dataFolderAt(dataFolder).restoring;
    mkdirSync(staging);
    await expect(startPostgres({ dataFolder, log })).rejects.toThrow('restoring a backup into it was cut short');
    rmdirSync(staging);
  });

  test('says what its log says when it does not start', async () => {
    chmodSync(cluster(), 0o777);
    await expect(startPostgres({ dataFolder, log })).rejects.toThrow(/cannot be read by the account/);
    chmodSync(cluster(), 0o700);
    const back: Postgres = await startPostgres({ dataFolder, log });
    await back.stop();
  });
});
