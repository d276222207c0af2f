import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Route } from '#/record/server/route.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';
import { adaptRoutes } from '../adapt.ts';
import { openApiDocument } from '../openapi/document.ts';
import { route } from '../route.ts';
import { routeTable } from '../table.ts';
import { writtenOut } from '../written-route.ts';

// Some of these knock at every route.
vi.setConfig({ testTimeout: 120_000 });

let web: TestWeb;
let agent: Caller;
beforeAll(async () => {
  web = await openWeb();
  agent = await web.keyOf('agent');
});
afterAll(() => web.stop());

const sample = (path: string) => path.replaceAll(/\{\w+\}/g, '01900000-0000-7000-8000-000000000000');

describe('the API description', () => {
  it('names exactly the routes that answer', async () => {
    const { paths } = (await web.nobody('GET', '/openapi.json')).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const written = writtenOut(web.table, web.door.kit).map(({ method, path }) => `${method} ${path}`);
    expect(documented.toSorted()).toEqual(written.toSorted());
    for (const name of documented) {
      const [method, path] = name.split(' ') as ['GET', string];
      // A route asks a person without credentials who they are; only what is no route is simply not found.
      expect(web.app.hasRoute({ method, url: `/api/v1${path}` }) || matches(method, path), name).toBe(true);
    }
    expect(documented.length).toBeGreaterThan(200);
  });

  it('has a schema for every reference, and ids that occur once', () => {
    const document = openApiDocument(web.table, web.door.kit, '1.0.0');
    const text = JSON.stringify(document);
    const { schemas, responses } = (document as { components: Record<string, object> }).components as Record<
      'schemas' | 'responses',
      object
    >;
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(schemas).toHaveProperty(name ?? '');
    expect(responses).toHaveProperty('Problem');
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes what comes back', async () => {
    const made = await agent('POST', '/incidents', {
      body: { title: 'As described', customer: web.desk.ids.customer, affectedUser: web.desk.ids.user },
    });
    const document = openApiDocument(web.table, web.door.kit, '1.0.0') as unknown as {
      components: { schemas: Record<string, { properties: object }> };
    };
    const { record, ...rest } = made.json<{ record: object }>();
    const { Incident, IncidentAnswer, PortalIncident } = document.components.schemas;
    expect(Object.keys(Incident?.properties ?? {}).toSorted()).toEqual(Object.keys(record).toSorted());
    for (const key of Object.keys(rest)) expect(IncidentAnswer?.properties).toHaveProperty(key);
    expect(PortalIncident?.properties).not.toHaveProperty('impact');
  });
});

function matches(method: string, path: string): boolean {
  const wanted = sample(path).split('/');
  return web.table.some((entry) => {
    const parts = entry.path.split('/');
    return (
      entry.method === method &&
      parts.length === wanted.length &&
      parts.every((part, i) => part.startsWith(':') || part === wanted[i])
    );
  });
}

describe('a route', () => {
  const base = {
    method: 'GET',
    path: '/x',
    face: 'workspace',
    summary: '',
    tag: '',
    handle: async () => ({}),
  } as const;

  it('cannot be declared without saying who may call it', () => {
    expect(() => route({ ...base } as never)).toThrow(/declares no rule/);
    expect(() => route({ ...base, rule: 'everybody' } as never)).toThrow(/declares no rule/);
    expect(() => route({ ...base, rule: { permission: '' } })).toThrow(/declares no rule/);
    const declared = { ...base, faces: ['workspace'], rule: undefined } as unknown as Route;
    expect(() => adaptRoutes([declared])).toThrow(/declares no rule/);
  });

  it('cannot read and have effects, or be there twice', () => {
    expect(() => route({ ...base, rule: 'signed-in', effect: 'stored' })).toThrow(/is a read/);
    const twice: Route = {
      method: 'GET',
      path: '/session',
      faces: ['workspace'],
      rule: 'signed-in',
      summary: '',
      handle: async () => ({}),
    };
    expect(() => routeTable(web.door, [twice])).toThrow(/two routes/);
  });

  it('is found by its very path only: nothing else reaches a handler', async () => {
    const mutated = (path: string) => [
      `//api/v1${path}`,
      `/api//v1${path}`,
      `/api/v1/${path}`,
      `/api/v1${path}/`,
      `/api/v1${path};x=1`,
      `/api/v1/x/..${path}`,
      `/api/v1${path}%2e%2e`,
      `/API/v1${path}`,
      `/api/v1${path}%00`,
      `/api/v1/.${path}`,
      `/api/v1${path}\\`,
      `/api/v2${path}`,
      `/api/v1/%2e%2e/v1${path}`,
      `/api/v1${path}%`,
    ];
    // The injector resolves `..` itself, so that a public route would be reached as it stands.
    const guarded = writtenOut(web.table, web.door.kit).filter(({ rule }) => rule !== 'public');
    for (const entry of guarded.filter((_, index) => index % 7 === 0)) {
      for (const url of mutated(sample(entry.path))) {
        const answer = await web.nobody(
          entry.method as 'GET',
          url.startsWith('/api/v1') ? url : `/${url}`.replace(/^\/+/, '//'),
          {},
        );
        // A slip in an id still leads to a route that asks who one is.
        expect([400, 401, 404], `${entry.method} ${url}: ${answer.body.slice(0, 200)}`).toContain(answer.statusCode);
      }
    }
  });

  it('asks everybody who they are, unless it is public', async () => {
    for (const entry of writtenOut(web.table, web.door.kit).filter(({ rule }) => rule !== 'public')) {
      const answer = await web.nobody(
        entry.method as 'GET',
        sample(entry.path),
        entry.method === 'GET' ? {} : { body: {} },
      );
      expect(answer.statusCode, `${entry.method} ${entry.path}`).toBe(401);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }
  });

  it('never answers with a mistake of ours, whatever is sent', async () => {
    const lead = await web.keyOf('lead');
    for (const entry of writtenOut(web.table, web.door.kit)) {
      if (entry.route.unhurried && entry.path.endsWith('/events')) continue;
      const path = sample(entry.path);
      const asks =
        entry.method === 'GET'
          ? [{}]
          : [{ body: {} }, { body: { a: { b: [null] } } }, { body: { title: 5, ids: ['x'], input: [] } }];
      for (const ask of asks) {
        const answer = await lead(entry.method as 'GET', path, ask);
        expect(answer.statusCode, `${entry.method} ${path} ${JSON.stringify(ask)} ${answer.body}`).toBeLessThan(500);
      }
    }
  });
});
