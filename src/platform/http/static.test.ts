import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog } from '../log/log.ts';
import { openMetrics } from '../telemetry/metrics.ts';
import { loadTexts } from '../text/load.ts';
import { createHttp } from './server.ts';
import { addStatic } from './static.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mainstay-static-'));
const app = createHttp({
  log: openLog('silent'),
  metrics: openMetrics(),
  texts: loadTexts(),
  publicUrl: 'http://localhost',
  bodyLimit: 1000,
  bodyIdle: 30_000,
  slowestLine: 32_000,
  slowBodies: 100,
  trustedProxies: 0,
});
const script = `console.log('${'x'.repeat(3000)}')`;

beforeAll(() => {
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'portal.html'), '<p>portal');
  writeFileSync(path.join(folder, 'workspace.html'), '<p>workspace');
  writeFileSync(path.join(folder, 'assets/main-abcdefgh.js'), script);
  writeFileSync(path.join(folder, '.built-from'), 'secret');
  mkdirSync(path.join(folder, '.vite'));
  writeFileSync(path.join(folder, '.vite/manifest.json'), '{}');
  addStatic(app, folder, [
    { under: '/', file: 'portal.html' },
    { under: '/work', file: 'workspace.html' },
  ]);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describe('the built web part', () => {
  it.each([
    ['/', '<p>portal'],
    ['/cases/INC0000001', '<p>portal'],
    ['/workshop', '<p>portal'],
    ['/work', '<p>workspace'],
    ['/work/queue?view=mine', '<p>workspace'],
  ])('answers %s with %s', async (url, body) => {
    const page = await app.inject(url);
    expect([page.statusCode, page.body, page.headers['content-type']]).toEqual([200, body, 'text/html; charset=utf-8']);
    expect(page.headers['cache-control']).toBe('no-cache');
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
  });

  it('keeps what is named after its content for a year, packed where that is asked for', async () => {
    const plain = await app.inject('/assets/main-abcdefgh.js');
    expect(plain.body).toBe(script);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const packed = await app.inject({ url: '/assets/main-abcdefgh.js', headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(packed.rawPayload).toString()).toBe(script);
    const unwanted = await app.inject({
      url: '/assets/main-abcdefgh.js',
      headers: { 'accept-encoding': 'br;q=0, gzip; q=0.0, identity' },
    });
    expect([unwanted.headers['content-encoding'], unwanted.body]).toEqual([undefined, script]);
    const again = await app.inject({
      url: '/assets/main-abcdefgh.js',
      headers: { 'if-none-match': String(plain.headers['etag']) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it.each([
    '/assets/nothing.js',
    '/.built-from',
    '/.vite/manifest.json',
    '/x/../api/v1/session',
    '/x//y',
    '//',
    '/./api/v1/session',
    '/%61pi/v1',
    '/api%2fv1',
    '/cases%00',
    '/cases;x=1',
    '/assets/../.built-from',
    '/../../etc/passwd.txt',
    '/%2e%2e/%2e%2e/etc/passwd.txt',
    '/api/x',
    '//api/v1/session',
    '/API/v1',
    '/assets%2f.built-from.txt',
  ])('does not give out %s', async (url) => {
    const answer = await app.inject({ url, method: 'GET' });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('notices that it was built again', async () => {
    writeFileSync(path.join(folder, 'portal.html'), '<p>newer');
    utimesSync(path.join(folder, 'portal.html'), new Date(), new Date(Date.now() + 5000));
    expect((await app.inject('/')).body).toBe('<p>newer');
  });
});
