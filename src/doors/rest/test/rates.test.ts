import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openWeb({ RATE_LIMIT: '40' });
});
afterAll(() => web.stop());

describe('who comes too often', () => {
  it('is counted as a person in all their browsers together, and in all their keys together', async () => {
    const [here, there, key] = [await web.browserOf('lead'), await web.browserOf('lead'), await web.keyOf('lead')];
    for (let i = 0; i < 41; i++) await here('GET', '/session');
    expect([(await here('GET', '/session')).statusCode, (await there('GET', '/session')).statusCode]).toEqual([
      429, 429,
    ]);
    expect((await key('GET', '/session')).statusCode).toBe(200);
    // More keys give nobody more.
    const more = [await web.keyOf('lead'), await web.keyOf('lead')];
    const codes: number[] = [];
    for (let i = 0; i < 41; i++) codes.push((await (more[i % 2] ?? key)('GET', '/session')).statusCode);
    expect([codes.filter((code) => code === 200).length, codes.at(-1)]).toEqual([39, 429]);
    expect((await key('GET', '/session')).statusCode).toBe(429);
  });

  it('and is nobody, holds up nobody who is signed in at the same address, nor at another', async () => {
    const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
      web.app.inject({ url: '/api/v1/session', remoteAddress, headers });
    const user = await web.browserOf('user');
    const codes = [];
    // Out of one IPv6 line, from an address of its own each time.
    for (let i = 0; i < 90; i++) codes.push((await ask(`2001:db8:7::${i.toString(16)}`)).statusCode);
    expect(new Set(codes.slice(0, 80))).toEqual(new Set([401]));
    expect(codes.at(-1)).toBe(429);
    expect((await ask('2001:db8:7::1', { cookie: user.cookie })).statusCode).toBe(200);
    expect((await ask('2001:db8:8::1')).statusCode).toBe(401);
  });

  it('uses up nothing of a stricter limit by being refused for not being signed in', async () => {
    const { remoteAddress } = { remoteAddress: '198.51.100.99' };
    for (let i = 0; i < 12; i++) {
      const refused = await web.app.inject({
        method: 'POST',
        url: '/api/v1/keys',
        remoteAddress,
        headers: { 'idempotency-key': `k${i}`, 'content-type': 'application/json' },
        payload: '{}',
      });
      expect(refused.statusCode).toBe(401);
    }
  });
});
