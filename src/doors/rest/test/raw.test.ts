import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let port: number;
let cookie: string;
beforeAll(async () => {
  web = await openWeb();
  port = Number(new URL(await web.app.listen({ host: '127.0.0.1', port: 0 })).port);
  ({ cookie } = await web.browserOf('agent'));
});
afterAll(() => web.stop());

/** The first line and the body of the answer to a request as it goes over the line: no client tidies its path up. */
function raw(target: string, headers: readonly string[] = []): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const socket = connect(port, '127.0.0.1', () => {
    socket.write([`GET ${target} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', ''].join('\r\n'));
  });
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => (text += part));
  socket.on('error', reject);
  socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text }));
  return promise;
}

describe('a path as an intruder writes it', () => {
  it.each([
    '//api/v1/session',
    '/x/../api/v1/session',
    '/./api/v1/session',
    '/api/v1/../v1/session',
    '/api/v1/x/..%2fsession',
    '/api\\v1\\session',
    '/api/v1/session\\',
    '/api/v1/session%00',
    '/api/v1/session;x=1',
    '/api/v1//session',
    '/api/v1/session/',
    '/API/v1/session',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../../package.json',
    '/.vite/manifest.json',
    '/.git/config',
    'http://127.0.0.1/x/../api/v1/session',
  ])('%s is no way in, not even for somebody who is signed in', async (target) => {
    const { status, text } = await raw(target, [`Cookie: ${cookie}`]);
    expect([400, 404], text.slice(0, 200)).toContain(status);
    expect(text).not.toMatch(/Anna Agent|<!doctype html|"dependencies"/i);
  });

  it('is the same for the path itself, so that the answers above mean something', async () => {
    expect((await raw('/api/v1/session', [`Cookie: ${cookie}`])).status).toBe(200);
    expect((await raw('/api/v1/session')).status).toBe(401);
    expect((await raw('/')).status).toBe(200);
  });

  it('with a host or a proxy’s word that is not ours changes nothing', async () => {
    const said = await raw('/api/v1/session', [
      'X-Forwarded-For: 127.0.0.1',
      'X-Forwarded-Host: evil.example',
      'X-Original-URL: /metrics',
    ]);
    expect([said.status, said.text.includes('evil.example')]).toEqual([401, false]);
  });
});

describe('what Node answers before there is a request', () => {
  const send = (text: string): Promise<string> => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(port, '127.0.0.1', () => void socket.write(text));
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => (heard += part));
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    return promise;
  };

  it.each([
    ['is no HTTP', 'HELLO\r\n\r\n', 400, 'bad-request'],
    ['has a header that is none', 'GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n', 400, 'bad-request'],
    ['names no host', 'GET /api/v1/session HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'bad-request'],
    [
      'has a head that is too large',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      431,
      'too-large',
    ],
  ])('is a problem like any other, where it %s', async (_what, text, status, code) => {
    const heard = await send(text);
    const [head = '', body = ''] = heard.split('\r\n\r\n');
    expect(head.split('\r\n', 1)[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    for (const header of [
      'content-type: application/problem+json; charset=utf-8',
      'x-content-type-options: nosniff',
      'cache-control: no-store',
      "content-security-policy: default-src 'none'",
      'x-request-id: ',
    ])
      expect(head.toLowerCase()).toContain(header);
    expect(JSON.parse(body)).toMatchObject({ status, code, request: expect.any(String), detail: expect.any(String) });
  });
});

describe('a body that says it is packed', () => {
  it.each(['gzip', 'br', 'deflate, gzip', 'GZIP'])('is not taken for what it is not: %s', async (encoding) => {
    const agent = await web.keyOf('agent');
    const answer = await agent('POST', '/views', {
      body: { kind: 'incident', name: 'x' },
      headers: { 'content-encoding': encoding },
    });
    expect(answer.json()).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    expect(answer.headers['accept-encoding']).toBe('identity');
  });

  it('and says that it is not, is taken', async () => {
    const agent = await web.keyOf('agent');
    const body = { kind: 'incident', name: 'x', filter: 'priority = 1' };
    expect((await agent('POST', '/views', { body, headers: { 'content-encoding': 'identity' } })).statusCode).toBe(201);
  });
});
