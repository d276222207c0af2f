import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb, password } from './open-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openWeb();
});
afterAll(() => web.stop());

describe('a session', () => {
  it('begins with a cookie that scripts cannot read, and ends for good', async () => {
    const browser = await web.browserOf('agent');
    const me = await browser('GET', '/session');
    expect(me.json()).toMatchObject({ person: { name: 'Anna Agent' }, workspace: true, csrf: browser.csrf });
    const out = await browser('DELETE', '/session');
    expect(out.statusCode).toBe(204);
    expect(String(out.headers['set-cookie'])).toMatch(/^mainstay=; .*HttpOnly.*Max-Age=0/);
    const after = await browser('GET', '/session');
    expect([after.statusCode, after.headers['www-authenticate']]).toEqual([401, 'Bearer realm="mainstay"']);
  });

  it('leaves a cookie by which the browser is known, with those of others who use it', async () => {
    const enter = async (who: 'agent' | 'colleague', cookie?: string) => {
      const body = { email: await web.email(who), password };
      const answer = await web.nobody('POST', '/session', { body, headers: { cookie } });
      expect(answer.statusCode, answer.body).toBe(201);
      return [answer.headers['set-cookie']].flat().find((one) => one?.startsWith('mainstay-device=')) ?? '';
    };
    await web.keyOf('agent');
    await web.keyOf('colleague');
    const first = await enter('agent');
    expect(first).toMatch(/HttpOnly; SameSite=Lax; Max-Age=34560000$/);
    const known = first.split(';', 1)[0];
    const both = await enter('colleague', known);
    expect(both.split('~')).toHaveLength(2);
    expect(both).toContain(known?.replace('mainstay-device=', ''));
    const browser = await web.browserOf('agent');
    const changed = await browser('POST', '/session/password', { body: { current: password, next: password } });
    expect(String(changed.headers['set-cookie'])).toContain('mainstay-device=');
  });

  it('is refused with the same words for a wrong password and for nobody', async () => {
    await web.keyOf('agent');
    const wrong = await web.nobody('POST', '/session', {
      body: { email: await web.email('agent'), password: 'wrong but long enough' },
    });
    const nobody = await web.nobody('POST', '/session', {
      body: { email: 'nobody@example.com', password: 'wrong but long enough' },
    });
    expect([wrong.statusCode, nobody.statusCode]).toEqual([401, 401]);
    expect(wrong.json<{ detail: string }>().detail).toBe(nobody.json<{ detail: string }>().detail);
  });

  it('speaks the language of the person, and before signing in that of the browser', async () => {
    const slovak = await web.nobody('GET', '/session', { headers: { 'accept-language': 'de, sk;q=0.8, en;q=0.3' } });
    expect(slovak.json<{ detail: string }>().detail).toBe('Prihláste sa, prosím.');
  });
});

describe('a browser made to do something by another site', () => {
  it('is stopped on every route with effects', async () => {
    const browser = await web.browserOf('agent');
    const neighbour = await web.browserOf('colleague');
    const attacks: Record<string, Record<string, string | undefined>> = {
      'a foreign origin': { origin: 'https://evil.example' },
      'no origin': { origin: undefined },
      'a sandboxed frame': { origin: 'null' },
      'a foreign site': { 'sec-fetch-site': 'cross-site' },
      'a sister host': { 'sec-fetch-site': 'same-site' },
      'no token': { 'x-csrf-token': undefined },
      'an empty token': { 'x-csrf-token': '' },
      "somebody else's token": { 'x-csrf-token': neighbour.csrf },
      'a plain form': { origin: 'https://evil.example', 'content-type': 'text/plain' },
    };
    for (const route of web.table.filter(({ method, rule }) => method !== 'GET' && rule !== 'public')) {
      const path = route.path
        .replace(':plural', 'incidents')
        .replace(':step', 'take')
        .replaceAll(/:\w+/g, web.desk.ids.user);
      for (const [name, headers] of Object.entries(attacks)) {
        const answer = await browser(route.method, path, { body: {}, headers });
        expect(answer.statusCode, `${name}: ${route.method} ${path}`).toBe(403);
      }
    }
  });

  it('cannot sign a person in as somebody else either', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const body = { email: await web.email('agent'), password };
      expect((await web.nobody('POST', '/session', { body, headers })).statusCode).toBe(403);
    }
  });

  it('does nothing by reading: no route without effects takes a body', () => {
    for (const route of web.table.filter(({ method }) => method === 'GET'))
      expect(route.body ?? route.upload).toBeUndefined();
  });
});

describe('bodies', () => {
  it('are JSON objects and nothing else', async () => {
    const agent = await web.keyOf('agent');
    const send = (body: string, type: string) =>
      agent('POST', '/incidents', { body, headers: { 'content-type': type } });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const answer = await send('{"title":"x"}', type);
      expect([type, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        type,
        415,
        'unsupported-media-type',
      ]);
    }
    for (const body of [
      '[]',
      '"x"',
      '1',
      'null{',
      '{"__proto__":{"a":1}}',
      '{"title":{"__proto__":1}}',
      '{"\\u005f_pr\\u006fto__":{"a":1}}',
      '{"a":'.repeat(40) + '1' + '}'.repeat(40),
    ]) {
      expect((await send(body, 'application/json')).statusCode, body).toBe(400);
    }
    const large = await send(JSON.stringify({ title: 'x'.repeat(2_000_000) }), 'application/json');
    expect([large.statusCode, large.json<{ code: string }>().code]).toEqual([413, 'too-large']);
  });
});

describe('keys', () => {
  it('reach only as far as their scopes, and no further than their person', async () => {
    const reading = await web.keyOf('agent', ['incident.read']);
    expect((await reading('GET', '/incidents')).statusCode).toBe(200);
    expect(
      (await reading('POST', '/incidents', { body: { title: 'x', customer: web.desk.ids.customer } })).statusCode,
    ).toBe(403);
    expect((await reading('GET', '/accounts')).statusCode).toBe(403);
    // How people are reached stands in their records, which this key may not read: nor beside a case.
    await web.desk.owner(
      "update person set phone = '+421900123456', vip = true, special_handling = 'x' where id = $1",
      [web.desk.ids.user],
    );
    const { id } = await web.desk.does('user', 'create', null, { title: 'Called' }, Date.now());
    const all = await (await web.keyOf('agent'))('GET', `/incidents/${id}/context`);
    expect(all.json()).toMatchObject({ affectedUser: { phone: '+421900123456', vip: true, specialHandling: 'x' } });
    const beside = await reading('GET', `/incidents/${id}/context`);
    expect(beside.json()).toMatchObject({
      affectedUser: { name: 'Uma User', phone: null, email: null, vip: false, specialHandling: null },
    });
    expect(beside.body).not.toMatch(/421900123456|@example\.com/);
    const wrong = await web.nobody('GET', '/incidents', { headers: { authorization: 'Bearer msk_00000000_x' } });
    expect(wrong.statusCode).toBe(401);
    const basic = await web.nobody('GET', '/incidents', { headers: { authorization: 'Basic eDp5' } });
    expect(basic.statusCode).toBe(401);
  });

  it('reach what is their person’s own only by a scope that names it', async () => {
    const reading = await web.keyOf('agent', ['incident.read']);
    const all = await web.keyOf('agent');
    const view = await all('POST', '/views', { body: { kind: 'incident', name: 'Late', filter: '' } });
    const { id } = view.json<{ id: string }>();
    const own: readonly [Parameters<Caller>[0], string, string, unknown?][] = [
      ['GET', '/session', 'session.read'],
      ['GET', '/definitions', 'definitions.read'],
      ['GET', '/drafts', 'drafts.read'],
      ['PUT', '/drafts/incident:new', 'drafts.edit', { body: 'x' }],
      ['PUT', '/portal/drafts/incident:new', 'drafts.edit', { body: 'x' }],
      ['GET', '/notifications', 'notifications.read'],
      ['POST', '/notifications/read', 'notifications.edit', { all: true }],
      ['GET', '/portal/notifications/count', 'notifications.read'],
      ['GET', '/keys', 'keys.read'],
      ['GET', '/events', 'events.read'],
      ['GET', '/portal/services', 'services.read'],
      ['GET', '/views?kind=incident', 'views.read'],
      ['DELETE', `/views/${id}`, 'views.edit'],
    ];
    for (const [method, path, scope, body] of own) {
      const refused = await reading(method, path, body === undefined ? {} : { body });
      expect([path, refused.statusCode]).toEqual([path, 403]);
      expect(refused.json<{ detail: string }>().detail).toContain(scope);
      if (path === '/events') continue;
      const named = await web.keyOf('agent', [scope, 'incident.read']);
      const allowed = await named(method, path, body === undefined ? {} : { body });
      expect([path, allowed.statusCode < 300]).toEqual([path, true]);
    }
    const key = await web.desk.owner<{ id: string }>(
      'select id from api_key where person = $1 and revoked_at is null limit 1',
      [web.desk.ids.agent],
    );
    expect((await reading('DELETE', `/keys/${key[0]?.id}`)).statusCode).toBe(403);
    const group = await web.keyOf('agent', ['drafts.*']);
    expect((await group('DELETE', '/drafts/incident:new')).statusCode).toBe(200);
    expect((await group('GET', '/notifications')).statusCode).toBe(403);
  });

  it('are made, shown once, listed and ended', async () => {
    const browser = await web.browserOf('lead');
    const made = await browser('POST', '/keys', { body: { name: 'Mine' } });
    expect(made.statusCode, made.body).toBe(201);
    const { id, token } = made.json<{ id: string; token: string }>();
    const asKey = () => web.nobody('GET', '/session', { headers: { authorization: `Bearer ${token}` } });
    expect((await asKey()).statusCode).toBe(200);
    expect((await browser('GET', '/keys')).body).not.toContain(token);
    expect((await browser('DELETE', `/keys/${id}`)).statusCode).toBe(204);
    expect((await asKey()).statusCode).toBe(401);
  });
});
