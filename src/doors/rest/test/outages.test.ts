import { chownSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LightMyRequestResponse } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smallDisk } from '#/platform/files/test/small-disk.ts';
import { runningServer } from '#/platform/postgres/registry.ts';
import { startPostgres } from '#/platform/postgres/start.ts';
import type { Postgres } from '#/platform/postgres/start.ts';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

/** A server of its own, since it comes to harm here. */
let folder: string;
let postgres: Postgres;
const usual = process.env['MAINSTAY_TEST_DATABASE'];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mainstay-outages-'));
  // What is confirmed has to outlive the server, if not the machine.
  const settings = { synchronous_commit: 'on' };
  postgres = await startPostgres({ dataFolder: folder, log: () => {}, durable: false, settings });
  const url = new URL(postgres.url);
  url.pathname = '/postgres';
  process.env['MAINSTAY_TEST_DATABASE'] = url.href;
});
afterAll(async () => {
  process.env['MAINSTAY_TEST_DATABASE'] = usual;
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const told = ({ statusCode, headers, body }: LightMyRequestResponse) => ({
  status: statusCode,
  code: statusCode < 400 ? '' : (JSON.parse(body) as { code: string }).code,
  again: headers['retry-after'] as string | undefined,
});
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });
const file = (content: string) => ({
  body: `--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${content}\r\n--x--\r\n`,
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
});

describe('a database that is killed under requests', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.stop());

  it('is said to be away, by every kind of request, and each change is made once or not at all', async () => {
    const user = await web.keyOf('user');
    const create = (n: number) => user('POST', '/portal/incidents', { body: { title: `Case ${n}` }, key: `case-${n}` });
    const { pid } = runningServer(path.join(folder, 'postgres')) ?? { pid: 0 };
    // Some are answered, some are on their way, some come when nobody is there.
    await create(0);
    const asked = Array.from({ length: 12 }, (_, n) => [create(n + 1), user('GET', '/portal/incidents')]).flat();
    process.kill(pid, 'SIGKILL');
    const [first, ...others] = await Promise.all(asked);
    const later = await user('GET', '/portal/incidents');
    const answers = [first, ...others, later].map((one) => told(one as LightMyRequestResponse));
    const away = answers.filter(({ status }) => status >= 400);
    expect(away.length).toBeGreaterThan(0);
    for (const one of away) expect(one).toEqual({ status: 503, code: 'unavailable', again: '5' });

    await until(async () => expect((await web.app.inject('/readyz')).statusCode).toBe(200));
    for (let n = 0; n <= 12; n++) expect((await create(n)).statusCode).toBe(201);
    const rows = await web.desk.owner<{ title: string }>(`select title from incident where title like 'Case %'`);
    expect(rows.map(({ title }) => title).toSorted()).toEqual(
      Array.from({ length: 13 }, (_, n) => `Case ${n}`).toSorted(),
    );
  });

  it('is said to be away where its socket is gone, and where its connections broke while nobody looked', async () => {
    const user = await web.keyOf('user');
    const cluster = path.join(folder, 'postgres');
    const socket = path.join(cluster, readdirSync(cluster).find((name) => /^\.s\.PGSQL\.\d+$/.test(name)) ?? '');
    renameSync(socket, `${socket}.away`);
    try {
      await web.desk.owner(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename like 'mainstay\\_%' and pid <> pg_backend_pid()`,
      );
      for (let n = 0; n < 4; n++)
        expect(told(await user('GET', '/portal/incidents'))).toEqual({ status: 503, code: 'unavailable', again: '5' });
      expect((await web.app.inject('/readyz')).statusCode).toBe(503);
      expect((await web.app.inject('/livez')).statusCode).toBe(200);
    } finally {
      renameSync(`${socket}.away`, socket);
    }
    expect((await user('GET', '/portal/incidents')).statusCode).toBe(200);
  });
});

describe('connections that are all in use', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await openWeb({ DATABASE_CONNECTIONS: '1' });
  });
  afterAll(() => web.stop());

  it('are said to be, with when to come back, and free ones serve again', async () => {
    const user = await web.keyOf('user');
    expect((await user('GET', '/portal/incidents')).statusCode).toBe(200);
    // The pool's own limit, only shorter than the ten seconds that it waits for a person.
    for (const name of ['customer', 'staff'] as const)
      web.door.database.pool(name).options.connectionTimeoutMillis = 300;
    const lock = new pg.Client(web.desk.url);
    await lock.connect();
    await lock.query('begin');
    await lock.query('lock table incident in access exclusive mode');
    const first = user('GET', '/portal/incidents');
    await until(async () =>
      expect(
        await web.desk.owner(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        ),
      ).toHaveLength(1),
    );
    const others = await Promise.all(Array.from({ length: 6 }, () => user('GET', '/portal/incidents')));
    for (const one of others) expect(told(one)).toEqual({ status: 503, code: 'unavailable', again: '1' });
    await lock.query('rollback');
    await lock.end();
    expect((await first).statusCode).toBe(200);
    expect((await user('GET', '/portal/incidents')).statusCode).toBe(200);
  });
});

const disk = smallDisk(24);
afterAll(() => disk?.remove());

describe.skipIf(disk === null)('a full disk (skipped where this account cannot mount one)', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await openWeb({
      MAINSTAY_DATA: path.join(disk?.folder ?? '', 'data'),
      ATTACHMENT_LIMIT_MB: '40',
      DISK_RESERVE_MB: '0',
    });
  });
  afterAll(() => web.stop());

  it('of the database is told as what it is, to readiness too, and writing goes on when there is room', async () => {
    const place = path.join(disk?.folder ?? '', 'tables');
    mkdirSync(place);
    const { uid, gid } = statSync(path.join(folder, 'postgres/PG_VERSION'));
    chownSync(place, uid, gid);
    const { owner } = web.desk;
    await owner(`create tablespace small location '${place}'`);
    await owner('alter table incident set tablespace small');
    const [{ name } = { name: '' }] = await owner<{ name: string }>('select current_database() as name');
    await owner(`alter database ${name} set temp_tablespaces = small`);
    const user = await web.keyOf('user');
    const create = (key: string) =>
      user('POST', '/portal/incidents', { body: { title: key, description: 'x'.repeat(9000) }, key });
    expect((await create('before')).statusCode).toBe(201);
    await owner('create table filler (what text) tablespace small');
    await owner('alter table filler alter what set storage external');
    for (const size of [1_000_000, 8000])
      await expect(
        (async () => {
          for (;;) await owner('insert into filler values (repeat($1, $2))', ['x', size]);
        })(),
      ).rejects.toMatchObject({ code: '53100' });
    let full: LightMyRequestResponse | undefined;
    let kept = 1;
    for (let n = 0; n < 200 && !full; n++) {
      const answer = await create(`full-${n}`);
      if (answer.statusCode === 201) kept += 1;
      else full = answer;
    }
    expect(told(full as LightMyRequestResponse)).toEqual({ status: 503, code: 'unavailable', again: '60' });
    expect(full?.json<{ detail: string }>().detail).toMatch(/disk .* is full/);
    expect((await web.app.inject('/readyz?verbose')).body).toMatch(/^\[-\] disk: .*full/m);
    expect((await web.app.inject('/readyz')).statusCode).toBe(503);
    // What was refused left nothing, and what is read is still answered.
    expect(await owner('select 1 from incident')).toHaveLength(kept);
    expect((await user('GET', '/portal/incidents')).statusCode).toBe(200);
    await owner('drop table filler');
    expect((await create('after')).statusCode).toBe(201);
    await until(async () => expect((await web.app.inject('/readyz')).statusCode).toBe(200));
  });

  it('for files is told as what it is, and leaves neither a row nor a part of the file', async () => {
    const user = await web.keyOf('user');
    const { id } = await web.desk.does('user', 'create', null, { title: 'With a file' }, Date.now());
    const answer = await user('POST', `/portal/items/${id}/attachments`, file('x'.repeat(30 * 1024 ** 2)));
    expect(told(answer)).toEqual({ status: 503, code: 'unavailable', again: '60' });
    expect(await web.desk.owner('select 1 from attachment')).toEqual([]);
    const left = readdirSync(path.join(disk?.folder ?? '', 'data'), { recursive: true, withFileTypes: true });
    expect(left.filter((one) => one.isFile()).map(({ name }) => name)).toEqual([]);
    expect((await user('POST', `/portal/items/${id}/attachments`, file('small'))).statusCode).toBe(201);
  });
});
