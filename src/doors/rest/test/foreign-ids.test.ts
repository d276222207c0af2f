import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateLimit } from '#/platform/http/rate-limit.ts';
import { writtenOut } from '../written-route.ts';
import type { WrittenRoute } from '../written-route.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

// What somebody may not see is not there: an id of any kind of record is answered as one that was never given out.
let web: TestWeb;
let routes: WrittenRoute[];
const ids = new Map<string, string>();
const by = new Map<string, Caller>();

beforeAll(async () => {
  web = await openWeb();
  web.door.rates.route = () => new RateLimit(1_000_000);
  const { desk } = web;
  const now = Date.now();
  const make = (action: string, input: Record<string, unknown>) => desk.does('administrator', action, null, input, now);
  // Of another customer than everybody who asks.
  await desk.does('stranger', 'create', null, { title: 'Elsewhere' }, now);
  await make('configuration-item.create', { name: 'A printer' });
  await make('custom-field.create', { record: 'incident', key: 'floor', label: 'Floor' });
  await make('location.create', { name: 'The tower' });
  await make('service.create', { name: 'Printing' });
  await make('assignment-rule.create', { name: 'All', group: desk.ids.desk, order: 900 });
  for (const { definition, table } of web.door.kit.types.values()) {
    const [row] = await desk.owner<{ id: string }>(`select id from ${table} limit 1`);
    if (row) ids.set(definition.name, row.id);
  }
  // Somebody who works in the customer's own house.
  const [role] = await desk.owner<{ id: string }>("select id from role where code = 'agent'");
  await make('membership.create', { person: desk.ids.neighbour, organisation: desk.ids.customer, role: role?.id });
  for (const who of ['user', 'contact', 'neighbour', 'agent', 'administrator', 'auditor'] as const)
    by.set(who, await web.keyOf(who));
  routes = writtenOut(web.table, web.door.kit).filter(
    ({ path }) => /\/items\/\{id\}\//.test(path) || path.endsWith('/presence'),
  );
}, 60_000);
afterAll(() => web.stop());

/** Bodies that the schemas take, so that nothing but the id is wrong. */
const bodies: Readonly<Record<string, (id: string) => unknown>> = {
  '/items/{id}/links': () => ({ number: 'INC0000001' }),
  '/items/{id}/tasks': () => ({ title: 'Look' }),
  '/items/{id}/tasks/{task}': () => ({ title: 'Look closer' }),
  '/items/{id}/time': () => ({ minutes: 5 }),
  '/items/{id}/watchers': () => ({ person: web.desk.ids.agent }),
  '/presence': (item) => ({ item, doing: 'viewing' }),
};

async function ask(caller: Caller, { method, path }: WrittenRoute, id: string) {
  const address = path
    .replace('{id}', id)
    .replace('{kind}', 'resolution')
    .replaceAll(/\{\w+\}/g, randomUUID());
  const upload = path.endsWith('/attachments') && method === 'POST';
  const body = bodies[path.replace('/portal', '')]?.(id);
  const answer = await caller(method as 'GET', address, {
    ...(upload
      ? {
          body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\na\r\n--x--\r\n',
          headers: { 'content-type': 'multipart/form-data; boundary=x' },
        }
      : {}),
    ...(method === 'GET' || body === undefined ? {} : { body }),
  });
  const said = answer.body === '' ? {} : answer.json<{ code?: string; title?: string; detail?: string }>();
  const { code, title, detail } = said;
  return { status: answer.statusCode, code, title, detail };
}

const kinds = () => [...web.door.kit.types.keys()];

it('there is a record of every kind to ask for, and there are routes to ask', () => {
  expect([...ids.keys()].toSorted()).toEqual(kinds().toSorted());
  expect(routes.filter(({ face }) => face === 'portal').length).toBeGreaterThan(5);
  expect(routes.filter(({ face }) => face === 'workspace').length).toBeGreaterThan(10);
});

describe.each(['user', 'contact', 'neighbour'])('the %s on the portal', (who) => {
  it('is told the same of an id of any kind as of one that nobody has', async () => {
    for (const route of routes.filter(({ face }) => face === 'portal')) {
      const none = await ask(by.get(who) as Caller, route, randomUUID());
      expect(none, `${route.method} ${route.path}`).toMatchObject({ status: 404, code: 'not-found' });
      for (const kind of kinds()) {
        const answer = await ask(by.get(who) as Caller, route, ids.get(kind) as string);
        expect(answer, `${route.method} ${route.path} with a ${kind}`).toEqual(none);
      }
    }
  });
});

describe.each(['agent', 'administrator', 'auditor'])('the %s in the workspace', (who) => {
  it('is told the same of an id of a kind that they may not read as of one that nobody has, and no mistake of ours', async () => {
    const { actor } = await web.desk.as(who as 'agent');
    for (const route of routes.filter(({ face }) => face === 'workspace')) {
      const none = await ask(by.get(who) as Caller, route, randomUUID());
      expect(none.status, `${route.method} ${route.path}`).toBeGreaterThanOrEqual(403);
      for (const kind of kinds()) {
        const answer = await ask(by.get(who) as Caller, route, ids.get(kind) as string);
        const read = web.door.kit.types.get(kind)?.definition.read ?? '';
        if (!actor.grants.has(read)) expect(answer, `${route.method} ${route.path} with a ${kind}`).toEqual(none);
        expect(answer.status, `${route.method} ${route.path} with a ${kind}`).toBeLessThan(500);
      }
    }
  });
});
