import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataFolder, readSecret } from '#/platform/process/data-folder.ts';
import { type Postgres, startPostgres } from '#/platform/postgres/start.ts';
import { backUp } from './backup.ts';
import type { Manifest } from './manifest.ts';
import { restore } from './restore.ts';

const log = () => undefined;
let folder: string;
let source: string;
let archive: string;
let secret: Buffer;
let postgres: Postgres;
let manifest: Manifest;
let written: number;

/** Two writers that never pause, one of them over two tables in one transaction: the sums must stay equal. */
async function writeUntil(url: string, done: () => boolean): Promise<number> {
  const write = async () => {
    const client = new pg.Client(url);
    await client.connect();
    let count = 0;
    while (!done()) {
      await client.query(
        'with made as (insert into left_side values ($1) returning n) insert into right_side select n from made',
        [count],
      );
      count++;
    }
    await client.end();
    return count;
  };
  const [a, b] = await Promise.all([write(), write()]);
  return a + b;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-restore-'));
  // As root the server runs under another account, which has to get through here.
  chmodSync(folder, 0o711);
  source = join(folder, 'source');
  archive = join(folder, 'backup.tar.gz');
  secret = readSecret(openDataFolder(source));
  postgres = await startPostgres({ dataFolder: source, log, durable: false });
  mkdirSync(join(source, 'files/ab'), { recursive: true });
  writeFileSync(join(source, 'files/ab/attachment'), 'content');
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`create table left_side (n int); create table right_side (n int);
    create table session as select 1 as n;
    create table one_time_link as select * from (values (null::timestamptz, now() + interval '1 day'),
      (null, now() - interval '1 day'), (now(), now() + interval '1 day')) v (used_at, expires_at);
    create table api_key as select * from (values (null::timestamptz, null::timestamptz), (null, now() + interval '1 day'),
      (null, now() - interval '1 day'), (now(), null)) v (revoked_at, expires_at)`);
  await client.end();
  let done = false;
  const writing = writeUntil(postgres.url, () => done);
  const options = { file: archive, dataFolder: source, databaseUrl: postgres.url, secret, cluster: postgres.cluster };
  manifest = await backUp(options).finally(() => (done = true));
  written = await writing;
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a backup taken under writers is restored to exactly the state that was counted', async () => {
  const dataFolder = join(folder, 'restored');
  const { differences, access } = await restore({ file: archive, dataFolder, databaseUrl: undefined, log });
  expect(written).toBeGreaterThan(0);
  expect(manifest.exact).toBe(true);
  expect(differences).toEqual([]);
  expect(manifest.counts['public.left_side']).toBeGreaterThan(0);
  expect(manifest.counts['public.left_side']).toBe(manifest.counts['public.right_side']);
  expect(readFileSync(join(dataFolder, 'files/ab/attachment'), 'utf8')).toBe('content');
  expect(readFileSync(join(dataFolder, 'secret.key'))).toEqual(secret);
  // And it is a database like any other: it starts, and is written to.
  const again = await startPostgres({ dataFolder, log });
  const client = new pg.Client(again.url);
  await client.connect();
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from left_side');
  // What let somebody in at the backup was perhaps ended since; programs have nobody who could sign in.
  expect(access).toEqual({ sessions: 1, links: 1, keys: 2 });
  expect((await client.query('select from session')).rowCount).toBe(0);
  expect((await client.query('select from one_time_link')).rowCount).toBe(2);
  expect((await client.query('select from api_key')).rowCount).toBe(4);
  await client.query('insert into left_side values (1)');
  await client.end();
  await again.stop();
  expect(rows[0]?.n).toBe(manifest.counts['public.left_side']);
});

test('a damaged one is refused by the name of its part, and leaves the folder as empty as it was', async () => {
  const bytes = readFileSync(archive);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  const damaged = join(folder, 'damaged.tar.gz');
  writeFileSync(damaged, bytes);
  const dataFolder = join(folder, 'empty');
  mkdirSync(dataFolder);
  await expect(restore({ file: damaged, dataFolder, databaseUrl: undefined, log })).rejects.toThrow(
    /is refused: .*database\//,
  );
  expect(readdirSync(dataFolder)).toEqual([]);
});

test('nothing is restored over something', async () => {
  await expect(restore({ file: archive, dataFolder: source, databaseUrl: undefined, log })).rejects.toThrow(
    'is not empty',
  );
  expect(existsSync(join(source, 'secret.key'))).toBe(true);
});

test('a cluster is not loaded into a server of its own', async () => {
  const dataFolder = join(folder, 'other');
  await expect(restore({ file: archive, dataFolder, databaseUrl: postgres.url, log })).rejects.toThrow(
    'This is a backup of the embedded database',
  );
});
