import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateLimit } from '#/platform/http/rate-limit.ts';
import { apiVersion } from '../openapi/route.ts';
import { openApiDocument } from '../openapi/document.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

// Every text field that the description of the API names is asked, so that a new route is asked too.
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  $ref?: string;
}

interface TextField {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** Where a refusal says that it is wrong. */
  field: string;
  body: (text: string) => unknown;
}

let web: TestWeb;
let callers: Caller[];
const found: TextField[] = [];

beforeAll(async () => {
  web = await openWeb();
  web.door.rates.route = () => new RateLimit(1_000_000);
  callers = [web.nobody];
  for (const who of ['lead', 'administrator', 'contact', 'auditor'] as const) callers.push(await web.browserOf(who));
  const document = openApiDocument(web.table, web.door.kit, apiVersion) as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
    components: { schemas: Record<string, Schema> };
  };
  const resolved = ({ $ref, ...schema }: Schema): Schema =>
    $ref === undefined ? schema : resolved(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  const collect = (
    given: Schema,
    path: string[],
    wrap: (value: unknown) => unknown,
    into: Omit<TextField, 'field' | 'body'>,
  ) => {
    const schema = resolved(given);
    const types = [schema.type ?? []].flat();
    for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) collect(one, path, wrap, into);
    const free = schema.enum === undefined && schema.const === undefined;
    const anything = types.length === 0 && !schema.properties && !schema.anyOf && !schema.oneOf && free;
    if (types.includes('string') && free) found.push({ ...into, field: path.join('.'), body: wrap });
    if (types.includes('array') && schema.items) collect(schema.items, path, (value) => wrap([value]), into);
    if (anything || (types.includes('object') && !schema.properties))
      found.push({ ...into, field: [...path, 'inner'].join('.'), body: (text) => wrap({ inner: text }) });
    for (const [name, inner] of Object.entries(schema.properties ?? {}))
      collect(inner, [...path, name], (value) => wrap({ [name]: value }), into);
  };
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { requestBody }] of Object.entries(operations)) {
      const schema = requestBody?.content['application/json']?.schema;
      if (schema) collect(schema, [], (value) => value, { method: method.toUpperCase() as 'POST', path });
    }
  }
}, 60_000);
afterAll(() => web.stop());

async function ask({ method, path, body }: TextField, text: string) {
  const address = path.replace(/^\/api\/v1/, '').replaceAll(/\{\w+\}/g, randomUUID());
  for (const caller of callers) {
    const answer = await caller(method, address, { body: body(text), version: 1 });
    if (answer.statusCode !== 401 && answer.statusCode !== 403) return answer;
  }
  return null;
}

describe('every text field of every route', () => {
  it('is found', () => {
    const names = new Set(
      found.map(({ method, path, field }) => `${method} ${path.replace(/^\/api\/v1/, '')} ${field}`),
    );
    for (const known of [
      'POST /incidents title',
      'PATCH /incidents/{id} description',
      'POST /incidents/{id}/reply body',
      'POST /incidents/{id}/note body',
      'POST /incidents/{id}/resolve solution',
      'POST /portal/cases title',
      'POST /items/{id}/tasks title',
      'POST /items/{id}/time comment',
      'POST /views name',
      'POST /views filter',
      'POST /organisations name',
      'POST /session email',
      'POST /keys name',
    ])
      expect(names).toContain(known);
    expect([...names].some((name) => name.startsWith('PUT /drafts/{context} body'))).toBe(true);
    expect([...names].some((name) => name.startsWith('POST /incidents custom'))).toBe(true);
    expect(found.length).toBeGreaterThan(150);
  });

  it.each([
    ['half of a surrogate pair', 'x\ud83d', 'field.control-characters'],
    ['NUL', 'a\u0000b', 'field.control-characters'],
    ['a character that turns the reading direction', 'invoice\u202Efdp.exe', 'field.direction'],
    ['nothing but a space of no width', '\u200b', 'field.invisible'],
  ])('refuses %s there, in the same words', async (_what, text, key) => {
    const why = web.door.texts.textOf('en', { key, params: {} });
    const wrong: string[] = [];
    for (const one of found) {
      const answer = await ask(one, text);
      const said = answer?.json<{ code: string; fields?: Record<string, string> }>();
      if (answer?.statusCode !== 422 || said?.fields?.[one.field] !== why)
        wrong.push(
          `${one.method} ${one.path} ${one.field}: ${answer?.statusCode ?? 'nobody may'} ${answer?.body ?? ''}`,
        );
    }
    expect(wrong).toEqual([]);
  });
});

it('a filter, words to find, and a name in an address that cannot be stored are told so', async () => {
  const [, lead] = callers as [Caller, Caller];
  for (const query of ['filter=title+~+"%00"', 'search=%00', 'sort=%00'])
    expect((await lead('GET', `/incidents?${query}`)).statusCode, query).toBe(400);
  expect((await lead('PUT', '/drafts/incident:%00', { body: { body: { text: 'x' } } })).statusCode).toBeLessThan(500);
});

it('an instant that nothing can keep is told so, wherever one is asked for', async () => {
  const [, lead, administrator] = callers as [Caller, Caller, Caller];
  const far = ['99999-01-01', '0000-01-01', '+275760-09-13T00:00:00.000Z', '0001-01-01T00:00:00+14:00'];
  for (const text of far) {
    for (const name of ['from', 'to'])
      expect(
        (await administrator('GET', `/audit?${name}=${encodeURIComponent(text)}`)).statusCode,
        `audit ${name} ${text}`,
      ).toBe(400);
    const filter = encodeURIComponent(`openedAt > "${text}"`);
    expect((await lead('GET', `/incidents?filter=${filter}`)).statusCode, `filter ${text}`).toBe(400);
    const key = await administrator('POST', '/keys', { body: { name: 'x', expiresAt: text } });
    expect([key.statusCode, Object.keys(key.json<{ fields?: object }>().fields ?? {})], text).toEqual([
      422,
      ['expiresAt'],
    ]);
    const person = web.desk.ids.neighbour;
    const away = await administrator('PATCH', `/people/${person}`, {
      body: { awayUntil: text.slice(0, 10) },
      version: 1,
    });
    expect(away.statusCode, `away until ${text}`).toBe(text.startsWith('0001') ? 200 : 422);
  }
});
