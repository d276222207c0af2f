import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openWeb();
});
afterAll(() => web.stop());

interface Listed {
  rows: { id: string; current: boolean }[];
}

describe('my sessions', () => {
  it('are told, and ended one by one or all but this one', async () => {
    const [here, phone, cafe, other] = [
      await web.browserOf('user'),
      await web.browserOf('user'),
      await web.browserOf('user'),
      await web.browserOf('neighbour'),
    ];
    const list = async () => (await here('GET', '/sessions')).json<Listed>().rows;
    const mine = async (who: typeof here) => (await who('GET', '/session')).statusCode;
    expect(await list()).toHaveLength(3);
    expect((await list()).filter(({ current }) => current)).toHaveLength(1);
    // `phone` is the one that says so of itself.
    const ofPhone = (await phone('GET', '/sessions')).json<Listed>().rows.find(({ current }) => current)?.id ?? '';
    expect((await other('DELETE', `/sessions/${ofPhone}`)).statusCode).toBe(404);
    expect((await here('DELETE', `/sessions/${ofPhone}`)).json()).toEqual({ ended: 1 });
    expect([await mine(here), await mine(phone), await mine(cafe)]).toEqual([200, 401, 200]);
    expect((await here('DELETE', '/sessions/others')).json()).toEqual({ ended: 1 });
    expect([await mine(here), await mine(cafe), await mine(other)]).toEqual([200, 401, 200]);
    const events = await web.desk.owner<{ n: number }>(
      `select count(*)::int as n from history where item = $1 and action = 'sessions-ended'`,
      [web.desk.ids.user],
    );
    expect(events[0]?.n).toBe(2);
  });

  it('are nothing for an API key, which must not outlive them', async () => {
    const key = await web.keyOf('user');
    for (const [method, path] of [
      ['GET', '/sessions'],
      ['DELETE', '/sessions/others'],
      ['PATCH', '/session/settings'],
    ] as const) {
      expect((await key(method, path, method === 'PATCH' ? { body: { language: 'sk' } } : {})).statusCode).toBe(403);
    }
  });
});

describe('my settings', () => {
  it('are mine to set: language, time zone, whether I am away, and nothing else of my record', async () => {
    const user = await web.browserOf('user');
    const set = (body: object) => user('PATCH', '/session/settings', { body });
    expect((await set({ language: 'sk', timeZone: 'America/New_York' })).statusCode).toBe(204);
    expect((await user('GET', '/session')).json()).toMatchObject({
      person: { language: 'sk', timeZone: 'America/New_York' },
    });
    expect((await set({ away: true })).statusCode).toBe(204);
    const [person] = await web.desk.owner('select away, language from person where id = $1', [web.desk.ids.user]);
    expect(person).toEqual({ away: true, language: 'sk' });
    const [last] = await web.desk.owner<{ actor: string }>(
      `select actor from history where item = $1 and action = 'edit' order by id desc limit 1`,
      [web.desk.ids.user],
    );
    expect(last?.actor).toBe(web.desk.ids.user);
    for (const body of [{ timeZone: 'Mars/Olympus' }, { language: 'de' }, { vip: true }, { organisation: 'x' }]) {
      const refused = await set(body);
      expect([JSON.stringify(body), refused.statusCode]).toEqual([JSON.stringify(body), 422]);
    }
  });
});

describe('what happened to an account', () => {
  it('is read by who looks after access, and by no colleague who may read the person', async () => {
    const browser = await web.browserOf('user');
    expect((await browser('POST', '/keys', { body: { name: 'PLANTEDKEY' } })).statusCode).toBe(201);
    const { user } = web.desk.ids;
    for (const path of [`/people/${user}/history?limit=200`, `/items/${user}/timeline?limit=200`]) {
      const agent = await (await web.keyOf('agent'))('GET', path);
      expect([path, agent.statusCode]).toEqual([path, 200]);
      for (const word of ['PLANTEDKEY', 'key-created', 'signed-in', '127.0.0.1']) {
        expect([path, agent.body.includes(word)]).toEqual([path, false]);
      }
      expect(agent.body).toContain('create');
      expect((await (await web.keyOf('administrator'))('GET', path)).body).toContain('PLANTEDKEY');
    }
  });
});
