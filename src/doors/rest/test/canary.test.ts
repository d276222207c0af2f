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

/** Queries that try to get at it: by words, by filter, by field, by sorting, by counting. */
const tries = [
  '',
  '?format=csv',
  '?format=jsonl',
  `?q=${word}`,
  `?search=${word}&count=true`,
  '?show=all&scope=organisation',
  `?filter=${encodeURIComponent(`cause contains "${word}"`)}&count=true`,
  `?filter=${encodeURIComponent(`affectedUser.vip = true`)}&count=true`,
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

async function askEverything(caller: Caller, face: 'portal' | 'both'): Promise<string[]> {
  const routes = writtenOut(web.table, web.door.kit).filter(
    ({ method, path, face: at }) =>
      // The API's description holds no data: only names that anybody may read.
      method === 'GET' && !path.endsWith('/events') && path !== '/openapi.json' && (face === 'both' || at === 'portal'),
  );
  const answers: string[] = [];
  for (const { path } of routes) {
    for (const subject of path.includes('{id}') ? [id, number, attachment] : ['']) {
      const filled = path
        .replace('{id}', subject)
        .replace('{kind}', 'resolution')
        .replaceAll(/\{\w+\}/g, 'incident:new');
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
    const told = await web.desk.owner<{ text: string }>(
      'select row_to_json(n)::text as text from notification n where person = any($1)',
      [[web.desk.ids.user, web.desk.ids.contact, web.desk.ids.neighbour, web.desk.ids.stranger]],
    );
    for (const { text } of told) expect(text).not.toContain(word);
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
