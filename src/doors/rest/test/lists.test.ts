import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Page } from './logged.ts';
import { logCase } from './logged.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let agent: Caller;
let user: Caller;

beforeAll(async () => {
  web = await openWeb();
  [agent, user] = await Promise.all([web.keyOf('agent'), web.keyOf('user')]);
});
afterAll(() => web.stop());

const log = (title: string, more = {}) => logCase(web, agent, title, more);

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

  it('tells who may be meant by a name only those whom the asker may see', async () => {
    const said = async (caller: Caller) => {
      const answer = await caller('GET', `/incidents?filter=${encodeURIComponent('affectedUser = "example"')}`);
      expect(answer.statusCode).toBe(400);
      const { problems } = answer.json<{ problems: { code: string; params: { which?: string } }[] }>();
      return problems.map(({ code, params }) => [code, params.which?.includes('Adam Admin')]);
    };
    expect(await said(agent)).toEqual([['filter.several-called', true]]);
    // A key for cases alone: `/people` is empty for it.
    const casesAlone = await web.keyOf('agent', ['incident.read']);
    expect((await casesAlone('GET', '/people')).json<Page>().rows).toEqual([]);
    expect(await said(casesAlone)).toEqual([['filter.nobody-called', undefined]]);
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

  it('comes packed to whoever takes that, when it is long; what has an entity tag never does', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, nth) => log(`Packed ${nth}`)));
    const made = await log('x'.repeat(200), { description: 'y '.repeat(4000) });
    const { id } = made.json<Answer>().record;
    const long = '/incidents?limit=12';
    const headers = { 'accept-encoding': 'gzip, deflate, br' };
    const longer = '/incidents?limit=200';
    for (const path of [long, longer]) {
      if (path === longer) {
        const description = 'z '.repeat(10_000);
        await Promise.all(Array.from({ length: 6 }, (_, nth) => log(`Longer ${nth}`, { description })));
      }
      const plain = await agent('GET', path);
      expect(plain.headers).not.toHaveProperty('content-encoding');
      expect(plain.rawPayload.length > 65_536).toBe(path === longer);
      for (const [accepted, encoding, unpack] of [
        ['gzip, deflate, br, zstd', 'zstd', zstdDecompressSync],
        ['gzip, deflate, br', 'br', brotliDecompressSync],
        ['gzip;q=0.5, br;q=0', 'gzip', gunzipSync],
      ] as const) {
        const packed = await agent('GET', path, { headers: { 'accept-encoding': accepted } });
        expect(packed.headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' });
        expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
        expect(JSON.parse(unpack(packed.rawPayload).toString())).toEqual(plain.json());
      }
    }
    for (const path of ['/incidents?limit=1&fields=title', `/incidents/${String(id)}`]) {
      expect((await agent('GET', path, { headers })).headers).not.toHaveProperty('content-encoding');
    }
  });

  it('refuses what it does not know, and says where a filter is wrong', async () => {
    for (const query of [
      'bogus=1',
      'limit=x',
      'limit=',
      'limit=2.7',
      'limit=0x10',
      'limit=1e1',
      'limit=%202',
      'limit=90071992547409930',
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

  it('previews what changes from what to what, with the names behind it, and why the others are refused', async () => {
    const lead = await web.keyOf('lead');
    const { ids } = web.desk;
    const [one, ended] = await Promise.all(['Moves', 'Has ended'].map((title) => log(title)));
    const id = String(one?.json<Answer>().record['id']);
    const closed = String(ended?.json<Answer>().record['id']);
    await web.desk.does('lead', 'cancel', closed, { reason: 'A mistake' }, Date.now());
    const body = {
      ids: [id, closed],
      action: 'assign',
      input: { group: ids.second, assignee: ids.specialist },
      preview: true,
    };
    const { rows, names } = (await lead('POST', '/incidents/bulk', { body })).json<{
      rows: { changes?: object; detail?: string }[];
      names: Answer['names'];
    }>();
    expect(rows[0]?.changes).toEqual({
      state: ['new', 'assigned'],
      group: [ids.desk, ids.second],
      assignee: [null, ids.specialist],
      reassignedCount: [0, 1],
    });
    expect([ids.desk, ids.second, ids.specialist].map((each) => names[each]?.title)).toEqual([
      'Service desk',
      'Specialists',
      'Sona Specialist',
    ]);
    expect(rows[1]).toMatchObject({ id: closed, ok: false, detail: expect.stringContaining('.') });
    expect(rows[1]).not.toHaveProperty('changes');
    const long = { ids: [id], action: 'edit', input: { description: 'x'.repeat(1000) }, preview: true };
    const beginning = (await lead('POST', '/incidents/bulk', { body: long })).json<{ rows: { changes: object }[] }>();
    expect(JSON.stringify(beginning.rows[0]?.changes).length).toBeLessThan(300);
  });
});

describe('a change of many', () => {
  it('is taken back, each record as far as nobody has gone on from it, and only by whoever made it', async () => {
    const lead = await web.keyOf('lead');
    const made = (await Promise.all([log('Back one'), log('Back two')])).map((answer) => answer.json<Answer>().record);
    const [one, two] = made.map(({ id }) => id);
    const body = { ids: [one, two], action: 'take', preview: false };
    const { run } = (await lead('POST', '/incidents/bulk', { body })).json<{ run: string }>();
    type Runs = { rows: { id: string; action: string; changed: number; undone: number }[] };
    expect((await lead('GET', '/bulk-runs')).json<Runs>().rows[0]).toMatchObject({ id: run, changed: 2, undone: 0 });
    expect((await agent('GET', '/bulk-runs')).json<Runs>().rows).toEqual([]);
    expect((await agent('POST', `/bulk-runs/${run}/undo`, { body: {} })).statusCode).toBe(404);
    await lead('POST', `/incidents/${one}/cancel`, { body: { reason: 'A test' } });
    type Undone = { done: number; rows: { id: string; ok: boolean; state?: string; detail?: string }[] };
    const undone = (await lead('POST', `/bulk-runs/${run}/undo`, { body: {} })).json<Undone>();
    expect(undone.done).toBe(1);
    expect(undone.rows.find(({ id }) => id === two)).toMatchObject({ ok: true, state: 'new' });
    expect(undone.rows.find(({ id }) => id === one)?.detail).toBeTruthy();
    const again = (await lead('POST', `/bulk-runs/${run}/undo`, { body: {} })).json<Undone>();
    expect(again.rows.map(({ id, ok }) => [id, ok])).toEqual([[one, false]]);
    expect((await lead('GET', '/bulk-runs')).json<Runs>().rows[0]).toMatchObject({ id: run, changed: 2, undone: 1 });
    // A preview is no run.
    await lead('POST', '/incidents/bulk', { body: { ...body, preview: true } });
    expect((await lead('GET', '/bulk-runs')).json<Runs>().rows[0]?.id).toBe(run);
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
