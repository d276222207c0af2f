import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followers } from '#/app/recurring.ts';
import { relayOnce } from '#/record/server/after/relay.ts';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openWeb({ RATE_LIMIT: '40', REQUEST_DEADLINE_MS: '400', MAINSTAY_URL: 'https://desk.example' });
});
afterAll(() => web.stop());

describe('the server', () => {
  it('is alive, ready, and measures itself', async () => {
    const live = await web.app.inject('/livez');
    expect([live.statusCode, live.body]).toEqual([200, 'ok\n']);
    while ((await relayOnce(web.door.database, followers)) > 0);
    const ready = await web.app.inject('/readyz?verbose');
    expect([ready.statusCode, ready.body]).toEqual([
      200,
      '[+] database ok\n[+] migrations ok\n[+] disk ok\n[+] worker ok\n',
    ]);
    const metrics = await web.app.inject('/metrics');
    for (const name of [
      'mainstay_http_request_seconds',
      'mainstay_outbox_depth',
      'mainstay_parked_jobs',
      'mainstay_pool_connections',
      'process_cpu',
    ]) {
      expect(metrics.body).toContain(name);
    }
    expect(metrics.body).not.toContain('readyz?verbose');
  });

  it('says that changes wait for a worker that hangs, and goes on serving', async () => {
    const { desk } = web;
    await desk.does('user', 'create', null, { title: 'Waits' }, Date.now() - 100_000);
    const told = await web.app.inject('/readyz?verbose');
    expect([told.statusCode, told.body]).toEqual([
      200,
      expect.stringMatching(/\[!\] worker: changes have waited 1\d\d s/),
    ]);
    expect((await web.app.inject('/readyz')).statusCode).toBe(200);
    while ((await relayOnce(web.door.database, followers)) > 0);
    expect((await web.app.inject('/readyz?verbose')).body).toContain('[+] worker ok');
  });

  it('shows its measurements to this machine alone, and not through a proxy', async () => {
    const afar = await web.app.inject({ url: '/metrics', remoteAddress: '10.0.0.7' });
    const proxied = await web.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect([afar.statusCode, proxied.statusCode]).toEqual([404, 404]);
  });

  it('sends the headers that keep browsers safe with every answer, refusals included', async () => {
    for (const url of ['/api/v1/session', '/api/nowhere', '/livez', '/nowhere.js', '/api/v1/%']) {
      const { headers } = await web.app.inject(url);
      expect(headers, url).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'cache-control': 'no-store',
      });
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
      expect(headers['x-request-id']).toMatch(/^[\w.-]{8,64}$/);
    }
  });

  it('takes a harmless request id and replaces any other', async () => {
    const good = await web.app.inject({ url: '/api/v1/session', headers: { 'x-request-id': 'trace-12345' } });
    expect([good.headers['x-request-id'], good.json<{ request: string }>().request]).toEqual([
      'trace-12345',
      'trace-12345',
    ]);
    const bad = await web.app.inject({
      url: '/api/v1/session',
      headers: { 'x-request-id': '<script>alert(1)</script>' },
    });
    expect(bad.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers an unknown API path with a problem', async () => {
    for (const url of ['/api', '/api/', '/api/v1', '/api/v1/', '/api/v9/x']) {
      const answer = await web.app.inject(url);
      expect([url, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([url, 404, 'not-found']);
    }
  });
});

describe('a caller who comes too often', () => {
  it('is told how long to wait, and others are not held up', async () => {
    const [agent, colleague] = await Promise.all([web.keyOf('agent'), web.keyOf('colleague')]);
    const answers = [];
    for (let i = 0; i < 45; i++) answers.push(await agent('GET', '/session'));
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(refused[0]?.headers).toMatchObject({ 'ratelimit-limit': '40', 'ratelimit-remaining': '0' });
    expect((await colleague('GET', '/session')).statusCode).toBe(200);
  });
});

describe('a request that takes too long', () => {
  it('is refused at its deadline, and its statement ends', async () => {
    const admin = await web.keyOf('administrator');
    const made = (await admin('POST', '/locations', { body: { name: 'Far' } })).json<{
      record: { id: string; version: number };
    }>();
    const lock = await web.desk.database.pool('staff').connect();
    try {
      await lock.query('begin');
      await lock.query('select 1 from location where id = $1 for update', [made.record.id]);
      const started = performance.now();
      const late = await admin('PATCH', `/locations/${made.record.id}`, {
        body: { address: 'x' },
        version: made.record.version,
      });
      expect(late.json()).toMatchObject({ status: 503, code: 'deadline' });
      expect(performance.now() - started).toBeLessThan(1400);
      const end = Date.now() + 5000;
      const waiting = () =>
        web.desk.owner(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
      while ((await waiting()).length > 0) if (Date.now() > end) throw new Error('the statement still waits');
    } finally {
      await lock.query('rollback');
      lock.release();
    }
  });
});
