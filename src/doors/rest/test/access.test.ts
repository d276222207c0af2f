import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RateLimit } from '#/platform/http/rate-limit.ts';
import type { WrittenRoute } from '../written-route.ts';
import { writtenOut } from '../written-route.ts';
import { callers, expected, mayTake, startsFrom, states } from './expected-access.ts';
import type { Ask, Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let routes: WrittenRoute[];
const by = new Map<(typeof callers)[number], Caller>();
const cases = new Map<string, { id: string; number: string; version: number }>();
let configured: Map<string, { id: string; version: number }>;

/** How a case gets into each state, by an agent's hand. */
const solution = { closeCode: 'fixed', solution: 'Done.', cause: 'Age' };
const ways: Readonly<Record<string, readonly [string, (reason: string) => Record<string, unknown>][]>> = {
  new: [],
  assigned: [['assign', () => ({ group: web.desk.ids.desk })]],
  'in-progress': [['take', () => ({})]],
  pending: [['wait', (reason) => ({ reason, message: 'Which one?' })]],
  resolved: [['resolve', () => solution]],
  closed: [
    ['resolve', () => solution],
    ['close', () => ({})],
  ],
  cancelled: [['cancel', () => ({ reason: 'By mistake' })]],
};

beforeAll(async () => {
  web = await openWeb();
  // What is asked here is who may, not how often.
  web.door.rates.route = () => new RateLimit(1_000_000);
  routes = writtenOut(web.table, web.door.kit);
  await web.keyOf('colleague');
  for (const who of callers) by.set(who, who === 'nobody' ? web.nobody : await web.keyOf(who));
  const [reason] = await web.desk.owner<{ id: string }>('select id from pending_reason where waits_for_user limit 1');
  const now = Date.now();
  for (const state of states) {
    const { id } = await web.desk.does('user', 'create', null, { title: `A case that is ${state}`, urgency: 2 }, now);
    for (const [step, input] of ways[state] ?? []) await web.desk.does('agent', step, id, input(reason?.id ?? ''), now);
    const row = await web.desk.incident(id);
    expect(row['state']).toBe(state);
    cases.set(state, { id, number: row['number'] as string, version: row['version'] as number });
  }
  const make = async (action: string, input: Record<string, unknown>) =>
    web.desk.does('administrator', action, null, input, now);
  await make('configuration-item.create', { name: 'A printer' });
  await make('custom-field.create', { record: 'incident', key: 'floor', label: 'Floor' });
  await make('location.create', { name: 'The tower' });
  await make('service.create', { name: 'Printing' });
  await make('assignment-rule.create', { name: 'All', group: web.desk.ids.desk, order: 900 });
  configured = new Map();
  for (const { definition, table } of web.door.kit.types.values()) {
    if (definition.name === 'incident') continue;
    const [row] = await web.desk.owner<{ id: string; version: number }>(
      `select id, version from ${table} where state = 'active' order by id desc limit 1`,
    );
    if (row) configured.set(definition.plural, row);
  }
}, 60_000);
afterAll(() => web.stop());

const nameOf = ({ method, path }: WrittenRoute) => `${method} ${path}`;
const covers = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** An exact line wins over one with a star, the longer star over the shorter. */
function lineFor(name: string): (typeof expected)[number] | undefined {
  return expected
    .filter(([pattern]) => covers(pattern, name))
    .toSorted(([a], [b]) => Number(a.endsWith('*')) - Number(b.endsWith('*')) || b.length - a.length)[0];
}

/** A body that the route's schema takes, for those where who may is decided behind it. */
const bodies: Readonly<Record<string, () => unknown>> = {
  'POST /portal/cases': () => ({ title: 'Another', urgency: 3 }),
  'POST /items/{id}/links': () => ({ number: cases.get('new')?.number }),
  'POST /items/{id}/tasks': () => ({ title: 'Look' }),
  'PATCH /items/{id}/tasks/{task}': () => ({ title: 'Look closer' }),
  'POST /items/{id}/time': () => ({ minutes: 5 }),
  'POST /items/{id}/watchers': () => ({ person: web.desk.ids.colleague }),
  'POST /presence': () => ({ item: cases.get('in-progress')?.id, doing: 'viewing' }),
  'POST /portal/presence': () => ({ item: caseAt('portal').id, doing: 'viewing' }),
  'POST /views': () => ({ kind: 'incident', name: `Mine ${Math.random()}`, filter: '' }),
  'PATCH /views/{id}': () => ({ name: 'Renamed' }),
  'POST /items/{id}/watch': () => ({}),
  'POST /portal/items/{id}/watch': () => ({}),
  'POST /keys': () => ({ name: 'One' }),
  'POST /session/password': () => ({ current: 'x', next: 'y' }),
  'PATCH /session/settings': () => ({ language: 'en' }),
};

/** What the last part of a path names: made anew for each caller, since one of them may take it away. */
async function subjectOf(name: string): Promise<string> {
  const item = cases.get('in-progress')?.id ?? '';
  const agent = by.get('agent') as Caller;
  const make = async (path: string, body: unknown) => (await agent('POST', path, { body })).json<{ id: string }>().id;
  if (name.includes('/tasks/')) {
    await make(`/items/${item}/tasks`, { title: 'Look' });
    return lastOf(`select id from task where item = $1 order by id desc limit 1`, item);
  }
  if (name.includes('/links/{')) {
    await agent('POST', `/items/${item}/links`, { body: { number: cases.get('closed')?.number } });
    return lastOf(`select id from link where $1 in (source, target) order by id desc limit 1`, item);
  }
  if (name.includes('/time/')) {
    await make(`/items/${item}/time`, { minutes: 5 });
    return lastOf(`select id from time_spent where item = $1 order by id desc limit 1`, item);
  }
  if (name.includes('/watchers/')) {
    await agent('POST', `/items/${item}/watchers`, { body: { person: web.desk.ids.specialist } });
    return web.desk.ids.specialist;
  }
  if (name.includes('/views/{')) return make('/views', { kind: 'incident', name: `View ${Math.random()}`, filter: '' });
  if (name.includes('/attachments/{')) {
    const portal = name.includes('/portal/');
    const sender = by.get(portal ? 'user' : 'agent') as Caller;
    const { body, headers } = file;
    const at = `${portal ? '/portal' : ''}/items/${caseAt(portal ? 'portal' : 'workspace').id}/attachments`;
    return (await sender('POST', at, { body, headers })).json<{ id: string }>().id;
  }
  if (name.includes('/drafts/')) return 'incident:new';
  if (name.includes('/keys/')) {
    return lastOf('select id from api_key where person = $1', web.desk.ids.colleague);
  }
  return web.desk.ids.user;
}

async function lastOf(sql: string, parameter: string): Promise<string> {
  const [row] = await web.desk.owner<{ id: string }>(sql, [parameter]);
  return row?.id ?? '';
}

const file = {
  body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.gif"\r\nContent-Type: image/gif\r\n\r\nGIF89a pixels\r\n--x--\r\n',
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
};

const queries: Readonly<Record<string, string>> = {
  'GET /views': '?kind=incident',
  'GET /views/counts': '?kind=incident',
  'GET /audit/export': '',
};

/** Each door has a case of its own: who watches one in the workspace follows it on the portal too. */
function caseAt(face: 'workspace' | 'portal') {
  const found = cases.get(face === 'portal' ? 'assigned' : 'in-progress');
  if (!found) throw new Error('no such case');
  return found;
}

async function address(entry: WrittenRoute): Promise<string> {
  const name = nameOf(entry);
  const plural = entry.path.split('/')[1] ?? '';
  const known = configured.get(plural)?.id;
  const whole = entry.path
    .replace('/access/{kind}/{id}', `/access/incident/${cases.get('in-progress')?.id ?? ''}`)
    .replace('/filters/{kind}', '/filters/incident')
    .replace('/definitions/{kind}', '/definitions/incident')
    .replace('{kind}', 'resolution')
    .replace(/\/(items|incidents|cases)\/\{id\}/, `/$1/${caseAt(entry.face).id}`)
    .replace(/(people\/)\{id\}(?=\/context)/, `$1${web.desk.ids.user}`)
    .replace(/^(\/(?:mails|parked-jobs)\/)\{id\}/, '$19');
  const configuration = known === undefined ? whole : whole.replace('{id}', known);
  const filled = configuration.includes('{')
    ? configuration.replaceAll(/\{\w+\}/g, await subjectOf(name))
    : configuration;
  return `${filled}${queries[name] ?? (name.endsWith('/export') ? '?format=csv' : '')}`;
}

async function question(entry: WrittenRoute, path: string, caller: Caller): Promise<Ask> {
  if (entry.method === 'GET') return {};
  if (entry.route.upload) return file;
  const made = bodies[nameOf(entry)]?.();
  const plural = entry.path.split('/').at(entry.face === 'portal' ? 2 : 1) ?? '';
  const version = entry.kind === 'incident' ? caseAt(entry.face).version : configured.get(plural)?.version;
  const onVersion = entry.method === 'PATCH' && entry.kind !== undefined;
  const match =
    onVersion && entry.face === 'portal'
      ? { headers: { 'if-match': (await caller('GET', path)).headers['etag'] as string | undefined } }
      : {};
  return {
    // A field that nobody knows: whoever is let in hears of it, and nothing is done.
    ...(entry.method === 'DELETE' && !entry.route.body ? {} : { body: made ?? { nobodyKnowsThis: 1 } }),
    ...(onVersion && version !== undefined ? { version } : {}),
    ...match,
  };
}

function letter(status: number): string {
  return { 401: '!', 403: 'x', 404: '0' }[status] ?? (status < 500 && status !== 429 ? '+' : `(${status})`);
}

describe('the matrix of routes, roles and states', () => {
  it('speaks of every route, and of none that is not there', () => {
    const names = routes.filter(({ kind, step }) => kind !== 'incident' || step === undefined).map(nameOf);
    const unspoken = names.filter((name) => !lineFor(name) && !name.endsWith('/events'));
    expect(unspoken, 'who may call these? Say so in expected-access.ts').toEqual([]);
    const used = new Set(names.map((name) => lineFor(name)?.[0]));
    expect(expected.map(([pattern]) => pattern).filter((pattern) => !used.has(pattern))).toEqual([]);
    for (const [pattern, letters] of expected) expect([pattern, letters.length]).toEqual([pattern, callers.length]);
  });

  it('holds for every route and role', async () => {
    const wrong: string[] = [];
    for (const entry of routes) {
      const name = nameOf(entry);
      if ((entry.kind === 'incident' && entry.step !== undefined) || name.endsWith('/events')) continue;
      const [, letters = ''] = lineFor(name) ?? [];
      const met: string[] = [];
      const said: string[] = [];
      for (const [index, who] of callers.entries()) {
        const caller = by.get(who) as Caller;
        const path = await address(entry);
        const answer = await caller(entry.method as 'GET', path, await question(entry, path, caller));
        const state = letters[index] === 's' && answer.statusCode === 409 ? 's' : letter(answer.statusCode);
        met.push(state);
        if (state !== letters[index]) said.push(`${who}: ${answer.statusCode} ${answer.body.slice(0, 160)}`);
      }
      if (met.join('') !== letters)
        wrong.push(`${name}: ${letters} expected, ${met.join('')} met\n  ${said.join('\n  ')}`);
    }
    expect(wrong.join('\n')).toBe('');
  }, 120_000);

  it('holds for every step of a case, in every state and at both doors', async () => {
    const steps = routes.filter(({ kind, step }) => kind === 'incident' && step !== undefined);
    const wrong: string[] = [];
    for (const entry of steps) {
      const from = startsFrom[entry.step ?? ''];
      if (!from) wrong.push(`${entry.step ?? ''}: from which states? Say so in expected-access.ts`);
      for (const state of states) {
        const path = entry.path.replace('{id}', cases.get(state)?.id ?? '');
        const answers = await Promise.all(
          callers.map((who) => (by.get(who) as Caller)('POST', path, { body: { nobodyKnowsThis: 1 } })),
        );
        for (const [index, who] of callers.entries()) {
          const met = answers[index]?.statusCode;
          const wanted = statusFor(entry, state, who);
          if (met !== wanted) wrong.push(`${path} ${state} ${who}: ${wanted} expected, ${met ?? 0} met`);
        }
      }
    }
    expect(wrong.join('\n')).toBe('');
    for (const [state, { id, version }] of cases) {
      expect(await web.desk.incident(id), 'nothing was done by asking').toMatchObject({ state });
      if (state !== 'in-progress') expect((await web.desk.incident(id))['version']).toBe(version);
    }
  }, 120_000);
});

describe('the steps that a case offers', () => {
  it('are those that would be taken, and asking for them costs a look-up only where rights depend on who is involved', async () => {
    const steps = web.door.kit.types.get('incident')?.steps ?? {};
    const reads = vi.spyOn(web.door.database, 'read');
    try {
      for (const face of ['workspace', 'portal'] as const) {
        for (const [who, takes] of Object.entries(mayTake[face])) {
          for (const state of states) {
            reads.mockClear();
            const path = `${face === 'portal' ? '/portal' : ''}/incidents/${cases.get(state)?.id ?? ''}`;
            const answer = await (by.get(who as 'user') as Caller)('GET', path);
            const wanted = takes.filter((step) => !steps[step]?.hidden && startsFrom[step]?.includes(state));
            expect([path, who, answer.json<{ steps: string[] }>().steps.toSorted()]).toEqual([
              path,
              who,
              wanted.toSorted(),
            ]);
            const lookedUp = reads.mock.calls.filter(([, { sql }]) => sql.startsWith('select person from item_access'));
            // What a group serves decides for agents; a customer's rights hang on who is involved.
            if (who === 'agent' || who === 'lead') expect([state, lookedUp.length]).toEqual([state, 0]);
            expect(lookedUp.length).toBeLessThan(2);
          }
        }
      }
    } finally {
      reads.mockRestore();
    }
  });
});

function statusFor(entry: WrittenRoute, state: string, who: (typeof callers)[number]): number {
  if (who === 'nobody') return 401;
  const isCustomer = ['user', 'neighbour', 'contact', 'stranger'].includes(who);
  if (entry.face === 'workspace' && isCustomer) return 403;
  const takes = mayTake[entry.face][who];
  if (!takes) return 404;
  if (!startsFrom[entry.step ?? '']?.includes(state)) return 409;
  return takes.includes(entry.step ?? '') ? 422 : 403;
}
