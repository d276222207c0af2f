import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateLimit } from '#/platform/http/rate-limit.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { writtenOut } from '../written-route.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

/** Stands in everything that staff keep to themselves: note, attachment, cause, tag, task, special handling. */
const word = 'PLANTEDCANARY';
/** Stands in a case of one customer, in what its user reads: another customer must never come across it. */
const ours = 'ACMEONLYWORD';
let web: TestWeb;
let id: string;
let number: string;
let note: string;
let attachment: string;
const by = new Map<string, Caller>();

beforeAll(async () => {
  web = await openWeb();
  web.door.rates.route = () => new RateLimit(1_000_000);
  for (const who of ['user', 'neighbour', 'contact', 'stranger', 'agent', 'lead'] as const) {
    by.set(who, await web.keyOf(who));
  }
  const { desk } = web;
  const agent = by.get('agent') as Caller;
  const now = Date.now();
  await perform(desk.system(now), 'person', 'edit', desk.ids.user, { vip: true, specialHandling: word });
  ({ id } = await desk.does('user', 'create', null, { title: `Printer ${ours}`, urgency: 2 }, now));
  number = (await desk.incident(id))['number'] as string;
  await desk.does('agent', 'take', id, {}, now);
  await desk.does('agent', 'edit', id, { cause: word, tags: [word] }, now);
  await desk.does('agent', 'assign', id, { group: desk.ids.desk, note: word }, now);
  const said = await agent('POST', `/incidents/${id}/note`, {
    body: { body: word, mentions: [desk.ids.user, desk.ids.contact, desk.ids.colleague] },
  });
  // A mention of people who may not read it is either refused or heard by nobody: both are fine, a leak is not.
  note = said.json<{ result?: { note?: string } }>().result?.note ?? '';
  if (said.statusCode !== 200) {
    const again = await agent('POST', `/incidents/${id}/note`, { body: { body: word } });
    note = again.json<{ result: { note: string } }>().result.note;
  }
  const file = await agent('POST', `/items/${id}/attachments?note=${note}`, {
    body: `--x\r\nContent-Disposition: form-data; name="file"; filename="${word}.txt"\r\nContent-Type: text/plain\r\n\r\n${word}\r\n--x--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });
  attachment = file.json<{ id: string }>().id;
  await agent('POST', `/items/${id}/tasks`, { body: { title: word } });
  await agent('POST', `/items/${id}/time`, { body: { minutes: 5, comment: word } });
  await desk.does('lead', 'override-priority', id, { priority: 1, reason: word }, now);
}, 120_000);
afterAll(() => web.stop());

/** A condition on a field that is for staff: one that there is, in the words of the filter language. */
const walled = `cause ~ "${word}"`;

/** Queries that try to get at it: by words, by filter, by field, by sorting, by counting. */
const tries = [
  '',
  '?format=csv',
  '?format=jsonl',
  `?q=${word}`,
  `?search=${word}&count=true`,
  '?show=all&scope=organisation',
  `?filter=${encodeURIComponent(walled)}&count=true`,
  `?filter=${encodeURIComponent(`title ~ "no" and not (${walled})`)}&count=true`,
  `?filter=${encodeURIComponent('impact = 2')}&count=true`,
  '?fields=cause',
  '?sort=cause',
  '?limit=200',
];

const told = new Map<string, Promise<string[]>>();

/** Everything that GET routes answer somebody to every try; asked once. */
function heard(who: string, face: 'portal' | 'both'): Promise<string[]> {
  const all = told.get(`${who} ${face}`) ?? askEverything(by.get(who) as Caller, face);
  told.set(`${who} ${face}`, all);
  return all;
}

/** The API's description holds no data: only names that anybody may read. */
const reads = () =>
  writtenOut(web.table, web.door.kit).filter(
    ({ method, path }) => method === 'GET' && !path.endsWith('/events') && path !== '/openapi.json',
  );
const portalReads = () => reads().filter(({ face }) => face === 'portal');

const addressOf = (path: string, subject: string) =>
  path
    .replace('{id}', subject)
    .replace('{kind}', 'resolution')
    .replaceAll(/\{\w+\}/g, 'incident:new');

async function askEverything(caller: Caller, face: 'portal' | 'both'): Promise<string[]> {
  const routes = face === 'portal' ? portalReads() : reads();
  const answers: string[] = [];
  for (const { path } of routes) {
    for (const subject of path.includes('{id}') ? [id, number, attachment] : ['']) {
      const filled = addressOf(path, subject);
      for (const query of tries) {
        const answer = await caller('GET', `${filled}${query}`);
        // What is closed stays closed, whatever is asked of it.
        if (query === '' && (answer.statusCode === 403 || answer.statusCode === 404)) break;
        expect(answer.statusCode, `${filled}${query}`).toBeLessThan(500);
        // A refusal may say back what was asked for.
        if (answer.statusCode < 300) answers.push(`${filled}${query} ${answer.body}`);
      }
    }
  }
  return answers;
}

/** A staff field with its value, or described as one that there is. */
const inside =
  /"(vip|specialHandling|cause|tags|impact|priorityReason)":|"name":"(vip|specialHandling|cause|tags|impact)"/g;

const holding = (answers: readonly string[], secret: string) =>
  answers.filter((answer) => answer.replaceAll(/\?\S*/g, '').includes(secret)).map((answer) => answer.slice(0, 300));

describe('what staff keep to themselves', () => {
  it('is there for agents to read', async () => {
    const agent = by.get('agent') as Caller;
    for (const path of [
      `/items/${id}/timeline`,
      `/attachments/${attachment}`,
      `/incidents/${id}`,
      `/items/${id}/tasks`,
    ]) {
      expect((await agent('GET', path)).body, path).toContain(word);
    }
  });

  it.each(['user', 'neighbour', 'contact', 'stranger'])(
    'never leaves for the %s, by any read of either door',
    async (who) => {
      const answers = await heard(who, 'both');
      expect(answers.length).toBeGreaterThan(10);
      expect(holding(answers, word)).toEqual([]);
      expect(answers.flatMap((answer) => answer.match(inside) ?? [])).toEqual([]);
    },
    120_000,
  );

  it.each(['agent', 'lead'])(
    'never leaves by the portal, for the %s either',
    async (who) => {
      expect(holding(await heard(who, 'portal'), word)).toEqual([]);
    },
    120_000,
  );

  it('is counted and told nowhere', async () => {
    for (const who of ['user', 'contact', 'neighbour', 'stranger']) {
      const caller = by.get(who) as Caller;
      const counted = await caller('GET', `/portal/incidents?search=${word}&count=true`);
      expect(counted.json()).toMatchObject({ rows: [], count: 0 });
      expect((await caller('GET', `/portal/search?q=${word}`)).json()).toEqual({ rows: [] });
      expect((await caller('GET', '/portal/notifications')).body).not.toContain(word);
      expect((await caller('GET', `/portal/attachments/${attachment}`)).statusCode).toBe(404);
      const lines = await caller('GET', '/portal/incidents/export?format=jsonl');
      expect([lines.statusCode, lines.body.includes(word)]).toEqual([200, false]);
    }
    const notices = await web.desk.owner<{ text: string }>(
      'select row_to_json(n)::text as text from notification n where person = any($1)',
      [[web.desk.ids.user, web.desk.ids.contact, web.desk.ids.neighbour, web.desk.ids.stranger]],
    );
    for (const { text } of notices) expect(text).not.toContain(word);
  });
});

describe('what staff do inside', () => {
  /** Every answer of the portal to somebody, with its status and entity tag. */
  async function everything(who: string): Promise<string[]> {
    const caller = by.get(who) as Caller;
    const answers: string[] = [];
    for (const { path } of portalReads()) {
      for (const subject of path.includes('{id}') ? [id, number] : ['']) {
        for (const query of ['', ...traces]) {
          const at = `${addressOf(path, subject)}${query}`;
          const { statusCode, headers, body } = await caller('GET', at);
          const request = /,"request":"[^"]*"/;
          answers.push(`${at} ${statusCode} ${String(headers['etag'])} ${body.replace(request, '')}`);
        }
      }
    }
    return answers;
  }

  /** Queries that would show that something moved. */
  const traces = [
    '?sort=-updatedAt',
    '?sort=version',
    '?fields=title,version,updatedAt,updatedBy',
    `?filter=${encodeURIComponent('version > 8')}`,
    `?filter=${encodeURIComponent(`updatedAt > ${new Date(Date.now() + 30_000).toISOString()}`)}&count=true`,
    '?format=csv',
    '?format=jsonl',
    '?search=Printer',
    '?q=Printer',
  ];

  it('moves nothing that the portal shows: every answer stays the same to the byte', async () => {
    const { desk } = web;
    const agent = by.get('agent') as Caller;
    // What is told of a clock that runs moves with the time alone: here it stands still.
    const { now } = web.door;
    const instant = Date.now() + 120_000;
    web.door.now = () => instant;
    const before = new Map<string, string[]>();
    for (const who of ['user', 'contact']) before.set(who, await everything(who));
    const version = (await desk.incident(id))['version'] as number;
    const later = Date.now() + 60_000;
    await desk.does('agent', 'edit', id, { cause: `${word} again`, tags: [word, 'other'] }, later);
    await desk.does('agent', 'note', id, { body: `${word} once more` }, later);
    await desk.does('agent', 'log-time', id, { minutes: 7 }, later);
    await desk.does('lead', 'add-watcher', id, { person: desk.ids.colleague }, later);
    await agent('POST', `/items/${id}/tasks`, { body: { title: `${word} too` } });
    expect((await desk.incident(id))['version'], 'something did move inside').toBeGreaterThan(version);
    for (const [who, answers] of before) expect(await everything(who)).toEqual(answers);
    web.door.now = now;
  }, 120_000);

  it('takes nobody the ground from under a change that they make on what they read', async () => {
    const { desk } = web;
    const user = by.get('user') as Caller;
    const resolve = (solution: string) =>
      desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution, cause: word }, Date.now());
    await resolve('A new drum');
    const at = `/portal/incidents/${id}`;
    const match = async () => ({ 'if-match': String((await user('GET', at)).headers['etag']) });
    const read = await match();
    await desk.does('agent', 'edit', id, { tags: ['later'] }, Date.now());
    const reopened = await user('POST', `${at}/reopen`, { body: { message: 'It smokes' }, headers: read });
    expect([reopened.statusCode, reopened.body.includes('"version"')]).toEqual([200, false]);
    // What was read before is not what there is now: that is for them to know.
    await resolve('Another drum');
    const stale = await user('POST', `${at}/confirm`, { body: {}, headers: read });
    expect(stale.json()).toMatchObject({ status: 412, code: 'stale', current: { solution: 'Another drum' } });
    expect(stale.body).not.toContain('"version"');
    expect(stale.json()).toMatchObject({ etag: (await match())['if-match'] });
    expect((await user('POST', `${at}/confirm`, { body: {}, headers: { 'if-match': '7' } })).statusCode).toBe(400);
    const confirmed = await user('POST', `${at}/confirm`, { body: {}, headers: await match() });
    expect([confirmed.statusCode, confirmed.headers['etag']]).toEqual([200, (await match())['if-match']]);
  });
});

describe('what belongs to one customer', () => {
  it('is read by their own people', async () => {
    for (const who of ['user', 'contact']) {
      expect((await (by.get(who) as Caller)('GET', `/portal/cases/${number}`)).body).toContain(ours);
    }
  });

  it.each(['stranger', 'neighbour'])(
    'never reaches the %s',
    async (who) => {
      const answers = await heard(who, 'both');
      expect(holding(answers, ours)).toEqual([]);
      expect(holding(answers, number)).toEqual([]);
    },
    120_000,
  );
});
