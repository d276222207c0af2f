import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

interface Answer {
  record: Record<string, unknown>;
  names: Record<string, { title: string }>;
  steps: string[];
  may: { edit: boolean };
  warnings: string[];
}
interface Page {
  rows: Record<string, unknown>[];
  next: string | null;
  count?: number;
}

let web: TestWeb;
let agent: Caller;
let user: Caller;
let stranger: Caller;
let admin: Caller;

beforeAll(async () => {
  web = await openWeb();
  [agent, user, stranger, admin] = await Promise.all([
    web.keyOf('agent'),
    web.keyOf('user'),
    web.keyOf('stranger'),
    web.keyOf('administrator'),
  ]);
});
afterAll(() => web.stop());

const log = async (title: string, extra: Record<string, unknown> = {}) => {
  const made = await agent('POST', '/incidents', {
    body: {
      title,
      affectedUser: web.desk.ids.user,
      customer: web.desk.ids.customer,
      group: web.desk.ids.desk,
      ...extra,
    },
  });
  expect(made.statusCode, made.body).toBe(201);
  return made;
};

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
    for (const header of ['7', 'W/"2"', '"2", "3"', '"x"']) {
      const odd = await agent('PATCH', at, { body: { title: 'x' }, headers: { 'if-match': header } });
      expect(odd.statusCode, header).toBe(400);
    }
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

describe('a list', () => {
  it('pages by cursor without a double or a gap, clamps its size and counts on request', async () => {
    for (let i = 0; i < 5; i++) await log(`Paged ${i}`, { service: undefined });
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const query = `filter=${encodeURIComponent('title starts "Paged"')}&limit=2${cursor && `&cursor=${cursor}`}&count=true`;
      const page = (await agent('GET', `/incidents?${query}`)).json<Page>();
      expect(page.count).toBe(5);
      seen.push(...page.rows.map((row) => row['title']));
      cursor = page.next ?? '';
    } while (cursor);
    expect(seen.toSorted()).toEqual(['Paged 0', 'Paged 1', 'Paged 2', 'Paged 3', 'Paged 4']);
    expect((await agent('GET', '/incidents?limit=100000')).statusCode).toBe(200);
    const tampered = await agent('GET', `/incidents?cursor=${Buffer.from('["id","x","y"]').toString('base64url')}`);
    expect([tampered.statusCode, tampered.json<{ code: string }>().code]).toEqual([400, 'bad-request']);
  });

  it('searches words, filters by names, and picks fields', async () => {
    await log('Kaviareň nefunguje');
    const found = (await agent('GET', '/incidents?search=kaviaren&fields=title')).json<Page>();
    expect(found.rows).toHaveLength(1);
    expect(Object.keys(found.rows[0] ?? {}).toSorted()).toEqual([
      'id',
      'number',
      'openedAt',
      'state',
      'title',
      'version',
    ]);
    const byName = (
      await agent('GET', `/incidents?filter=${encodeURIComponent("customer = 'acme' and kaviaren")}`)
    ).json<Page>();
    expect(byName.rows.map((row) => row['title'])).not.toHaveLength(0);
  });

  it('refuses what it does not know, and says where a filter is wrong', async () => {
    for (const query of [
      'bogus=1',
      'limit=x',
      'limit=1&limit=2',
      'fields=nope',
      'sort=nope',
      'search=%00',
      'count=maybe',
    ]) {
      expect((await agent('GET', `/incidents?${query}`)).statusCode, query).toBe(400);
    }
    const wrong = await agent('GET', `/incidents?filter=${encodeURIComponent('titel = 1')}`);
    expect(wrong.json()).toMatchObject({
      status: 400,
      detail: 'There is no field “titel”. Did you mean “title”?',
      problems: [{ code: 'filter.unknown-field', at: 0, length: 5 }],
    });
  });
});

describe('the portal', () => {
  it('shows public fields only, to agents as well', async () => {
    const { record } = (await log('Seen from outside')).json<Answer>();
    const id = String(record['id']);
    const hiddenFields = ['impact', 'cause', 'tags', 'priorityReason', 'calculatedPriority'];
    for (const who of [user, agent]) {
      const read = await who('GET', `/portal/incidents/${id}`);
      if (who === user) expect(read.statusCode).toBe(200);
      for (const field of hiddenFields) expect(read.json<Partial<Answer>>().record?.[field]).toBeUndefined();
    }
    const page = (await user('GET', '/portal/incidents')).json<Page>();
    expect(page.rows.length).toBeGreaterThan(0);
    for (const row of page.rows) for (const field of hiddenFields) expect(row).not.toHaveProperty(field);
  });

  it('answers no question about a field that is for staff', async () => {
    for (const query of [
      'filter=impact+%3D+3',
      'sort=impact',
      'fields=impact',
      'filter=tags+is+empty',
      'filter=dueAt+is+empty',
      'sort=dueAt',
      'filter=is:late',
      'filter=not+is:at-risk',
    ]) {
      expect((await user('GET', `/portal/incidents?${query}`)).statusCode, query).toBe(400);
    }
  });

  it('answers with the last public change where it is asked for, and sorts by nothing that moves inside', async () => {
    const chosen = (await user('GET', '/portal/incidents?fields=title,updatedAt')).json<Page>();
    expect(chosen.rows[0]).toMatchObject({ title: expect.any(String), updatedAt: expect.any(String) });
    expect((await user('GET', '/portal/incidents?sort=updatedAt')).statusCode).toBe(400);
  });

  it('has no record types that live in the workspace alone, and the workspace is not for users', async () => {
    expect((await user('GET', '/portal/groups')).statusCode).toBe(404);
    const refused = await user('GET', '/incidents');
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([403, 'forbidden']);
  });

  it('keeps internal history to itself', async () => {
    const { record } = (await log('With history')).json<Answer>();
    const at = `/incidents/${String(record['id'])}`;
    await agent('PATCH', at, {
      body: { tags: ['plantedcanary'], title: 'New title' },
      version: Number(record['version']),
    });
    const inside = (await agent('GET', `${at}/history`)).body;
    const outside = (await user('GET', `/portal${at}/history`)).body;
    expect(inside).toContain('plantedcanary');
    expect(outside).toContain('New title');
    expect(outside).not.toContain('plantedcanary');
    expect(JSON.parse(outside)).not.toHaveProperty('rows.0.request');
  });
});

describe('many at once', () => {
  it('previews without a trace, then changes each row by itself', async () => {
    const lead = await web.keyOf('lead');
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push(String((await log(`Bulk ${i}`)).json<Answer>().record['id']));
    const missing = '01900000-0000-7000-8000-000000000000';
    const body = { ids: [...ids, missing], action: 'take', input: {}, preview: true };
    const preview = (await lead('POST', '/incidents/bulk', { body })).json<{
      done: number;
      rows: { ok: boolean; code?: string }[];
    }>();
    expect(preview.done).toBe(3);
    expect(preview.rows[3]).toMatchObject({ id: missing, ok: false, code: 'not-found' });
    const [before] = await web.desk.owner<{ n: number }>(
      `select count(*)::int n from incident where id = any($1) and state = 'in-progress'`,
      [ids],
    );
    expect(before?.n).toBe(0);
    const key = 'bulk-1';
    const done = await lead('POST', '/incidents/bulk', { body: { ...body, preview: false }, key });
    expect(done.json()).toMatchObject({ done: 3 });
    const again = await lead('POST', '/incidents/bulk', { body: { ...body, preview: false }, key });
    expect(again.json()).toMatchObject({ done: 3 });
    const versions = await web.desk.owner<{ version: number }>('select version from incident where id = any($1)', [
      ids,
    ]);
    expect(versions.map(({ version }) => version)).toEqual([2, 2, 2]);
    expect((await user('POST', '/incidents/bulk', { body })).statusCode).toBe(403);
  });
});

describe('an export', () => {
  it('streams CSV, JSON lines and a workbook of what the caller sees', async () => {
    const lead = await web.keyOf('lead');
    await log('=HYPERLINK("evil")');
    const csv = await lead('GET', '/incidents/export?format=csv&fields=number,title,affectedUser&sort=number');
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.headers['content-disposition']).toBe('attachment; filename="incidents.csv"');
    expect(csv.body).toContain('Uma User');
    expect(csv.body).toContain("'=HYPERLINK");
    const lines = (await lead('GET', '/incidents/export?format=jsonl')).body.trim().split('\n');
    const [counted] = await web.desk.owner<{ n: number }>('select count(*)::int n from incident');
    expect(lines).toHaveLength(counted?.n ?? 0);
    const book = await lead('GET', '/incidents/export?format=xlsx');
    expect(book.rawPayload.subarray(0, 2).toString()).toBe('PK');
    expect((await lead('GET', '/incidents/export?format=pdf')).statusCode).toBe(400);
  });
});

describe('definitions', () => {
  it('describe what the caller may read, and nothing that is for staff on the portal', async () => {
    const all = (await agent('GET', '/definitions')).json<{
      types: { name: string; fields: { name: string }[]; steps: { name: string }[] }[];
    }>();
    expect(all.types.map(({ name }) => name)).toContain('incident');
    const portal = (await user('GET', '/portal/definitions')).json<typeof all>();
    expect(portal.types.map(({ name }) => name)).toEqual(['incident']);
    expect(portal.types[0]?.fields.map(({ name }) => name)).not.toContain('impact');
    const configuration = (await admin('GET', '/definitions')).json<typeof all>();
    expect(configuration.types.map(({ name }) => name)).not.toContain('incident');
  });
});

describe('configuration', () => {
  it('says which field is taken already', async () => {
    const body = { name: 'Twice', code: 'twice', grants: [{ permission: 'incident.read' }] };
    const made = await admin('POST', '/roles', { body });
    expect(made.statusCode, made.body).toBe(201);
    const twice = await admin('POST', '/roles', { body });
    expect(twice.json()).toMatchObject({ status: 409, code: 'conflict', fields: { code: 'This is taken already.' } });
  });
});
