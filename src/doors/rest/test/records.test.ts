import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './logged.ts';
import { logCase } from './logged.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let agent: Caller;
let stranger: Caller;
let admin: Caller;

beforeAll(async () => {
  web = await openWeb();
  [agent, stranger, admin] = await Promise.all([web.keyOf('agent'), web.keyOf('stranger'), web.keyOf('administrator')]);
});
afterAll(() => web.stop());

const log = (title: string, more = {}) => logCase(web, agent, title, more);

describe('one record', () => {
  it('is created with a location, a version, names and what may be done next', async () => {
    const made = await log('Printer on fire');
    const { record, names, steps, may } = made.json<Answer>();
    expect(made.headers['location']).toBe(`/api/v1/incidents/${String(record['id'])}`);
    expect(made.headers['etag']).toBe('"1"');
    expect(record).toMatchObject({ title: 'Printer on fire', state: 'new' });
    expect(names[web.desk.ids.user]?.title).toBe('Uma User');
    expect(steps).toEqual(expect.arrayContaining(['take', 'resolve', 'note', 'reply']));
    expect(may).toEqual({ edit: true });
  });

  it('is read by its id and by its number, in either case', async () => {
    const { record } = (await log('By number')).json<Answer>();
    for (const name of [record['id'], record['number'], String(record['number']).toLowerCase()]) {
      const read = await agent('GET', `/incidents/${String(name)}`);
      expect(read.statusCode).toBe(200);
      expect(read.json<Answer>().record['id']).toBe(record['id']);
      expect(read.headers['cache-control']).toBe('no-store');
    }
  });

  it('is edited on the version that was read, and on no other', async () => {
    const { record } = (await log('Edited')).json<Answer>();
    const at = `/incidents/${String(record['id'])}`;
    const without = await agent('PATCH', at, { body: { title: 'Changed' } });
    expect([without.statusCode, without.json<{ code: string }>().code]).toEqual([428, 'version-required']);
    const first = await agent('PATCH', at, { body: { title: 'Changed' }, version: 1 });
    expect([first.statusCode, first.headers['etag']]).toEqual([200, '"2"']);
    const second = await agent('PATCH', at, { body: { title: 'Lost?' }, version: 1 });
    expect(second.statusCode).toBe(412);
    expect(second.json()).toMatchObject({ code: 'stale', version: 2, current: { title: 'Changed', version: 2 } });
    for (const [header, status] of [
      ['7', 400],
      ['"x"', 400],
      ['"2",', 400],
      // Weak tags never match (RFC 9110, 13.1.1), however well they are written.
      ['W/"2"', 412],
      ['"1", "3"', 412],
      ['"1", W/"2"', 412],
      ['"1", "2"', 200],
      ['"3"', 200],
      ['*', 200],
    ] as const) {
      const odd = await agent('PATCH', at, { body: { title: `x ${header}` }, headers: { 'if-match': header } });
      expect(odd.statusCode, header).toBe(status);
    }
    const nowhere = `/incidents/${randomUUID()}`;
    expect((await agent('PATCH', nowhere, { body: { title: 'x' }, headers: { 'if-match': '*' } })).statusCode).toBe(
      404,
    );
  });

  it('takes its steps, and says why it refuses one', async () => {
    const { record } = (await log('Stepped')).json<Answer>();
    const at = `/incidents/${String(record['id'])}`;
    const taken = await agent('POST', `${at}/take`);
    expect([taken.statusCode, taken.json<Answer>().record['state']]).toEqual([200, 'in-progress']);
    const incomplete = await agent('POST', `${at}/resolve`, { body: {} });
    expect(incomplete.json()).toMatchObject({
      status: 422,
      code: 'invalid',
      fields: { closeCode: 'This has to be filled in.' },
    });
    const wrong = await agent('POST', `${at}/confirm`);
    expect([wrong.statusCode, wrong.json<{ code: string }>().code]).toEqual([409, 'step-refused']);
    expect((await agent('POST', `${at}/explode`)).statusCode).toBe(404);
    expect((await agent('POST', `${at}/release-note`, { body: { note: record['id'] } })).statusCode).toBe(404);
    expect((await agent('POST', `${at}/constructor`)).statusCode).toBe(404);
  });

  it('refuses fields that are unknown, computed or reserved, by name', async () => {
    const body = {
      title: 'Mass',
      state: 'closed',
      version: 9,
      id: web.desk.ids.user,
      priority: 1,
      createdBy: null,
      bogus: 1,
    };
    const refused = await agent('POST', '/incidents', { body });
    expect(refused.statusCode).toBe(422);
    expect(Object.keys(refused.json<{ fields: object }>().fields).toSorted()).toEqual([
      'bogus',
      'createdBy',
      'id',
      'priority',
      'state',
      'version',
    ]);
  });

  it('is not found where it may not be seen, to the byte like one that never was', async () => {
    const { record } = (await log('Secret')).json<Answer>();
    const never = '01900000-0000-7000-8000-000000000000';
    const shape = async (id: string, method: 'GET' | 'POST' | 'PATCH', path = '') => {
      const answer = await stranger(method, `/portal/incidents/${id}${path}`, {
        ...(method === 'GET' ? {} : { body: {} }),
        headers: { 'x-request-id': 'the-same-id' },
      });
      const { 'ratelimit-remaining': _, 'ratelimit-reset': __, date: ___, ...headers } = answer.headers;
      return JSON.stringify([answer.statusCode, answer.body, headers]);
    };
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/history'],
      ['POST', '/confirm'],
      ['PATCH', ''],
    ] as const) {
      const hidden = await shape(String(record['id']), method, path);
      expect(hidden).toBe(await shape(never, method, path));
      expect(hidden.startsWith('[404')).toBe(true);
    }
    const byNumber = await stranger('GET', `/portal/incidents/${String(record['number'])}`);
    expect(byNumber.statusCode, byNumber.body).toBe(404);
  });
});

describe('configuration', () => {
  it('says which field is taken already', async () => {
    const body = { name: 'Twice', code: 'twice', grants: [{ permission: 'incident.read' }] };
    const made = await admin('POST', '/roles', { body });
    expect(made.statusCode, made.body).toBe(201);
    const twice = await admin('POST', '/roles', { body });
    expect(twice.json()).toMatchObject({
      status: 409,
      code: 'conflict',
      fields: { code: 'Another record has this already.' },
    });
  });
});
