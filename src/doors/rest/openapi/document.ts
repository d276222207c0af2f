import type { TSchema } from 'typebox';
import type { Kit } from '#/record/server/kit.ts';
import { typesOf } from '../records/type-of.ts';
import { hasEffects } from '../route.ts';
import type { DoorRoute } from '../route.ts';
import { permissionOf, writtenOut } from '../written-route.ts';
import type { WrittenRoute } from '../written-route.ts';
import { inputSchema } from './field-schema.ts';
import type { Schema } from './field-schema.ts';
import { commonSchemas, recordSchemas, schemaAt, schemaName } from './schemas.ts';

/** The API as an OpenAPI 3.1 document, out of the very table that is mounted. */
export function openApiDocument(table: readonly DoorRoute[], kit: Kit, version: string): Schema {
  const paths: Record<string, Schema> = {};
  for (const entry of writtenOut(table, kit)) {
    (paths[entry.path] ??= {})[entry.method.toLowerCase()] = operation(entry, kit);
  }
  const schemas = { ...commonSchemas };
  for (const face of ['workspace', 'portal'] as const) {
    for (const type of typesOf(kit, face)) Object.assign(schemas, recordSchemas(type, face));
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mainstay',
      version,
      description:
        'IT service management. What one may not see is not found (404). Every request with effects carries an ' +
        'Idempotency-Key; with a session cookie also X-CSRF-Token. Paths under /portal show public content only.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { key: [] }],
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-mainstay' },
        key: { type: 'http', scheme: 'bearer', description: 'An API key' },
      },
      responses: {
        Problem: {
          description: 'Refused: see the code',
          content: { 'application/problem+json': { schema: schemaAt('Problem') } },
        },
      },
    },
  };
}

function operation(entry: WrittenRoute, kit: Kit): Schema {
  const { route, method, path, kind, step } = entry;
  const status = String(route.status ?? 200);
  const body = bodyOf(entry, kit);
  const answer = answerOf(entry);
  return {
    operationId: operationId(method, path),
    summary: kind === undefined ? route.summary : `${route.summary}${step === undefined ? '' : `: ${step}`} (${kind})`,
    tags: [kind ?? route.tag],
    description: `Permission: ${permissionOf(entry, kit)}`,
    ...(route.rule === 'public' ? { security: [] } : {}),
    parameters: parametersOf(entry),
    ...(body ? { requestBody: body } : {}),
    responses: {
      [status]: status === '204' ? { description: 'Done' } : { description: 'Done', content: answer },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function operationId(method: string, path: string): string {
  return `${method.toLowerCase()}${path.replaceAll(/[/.-]+(\w)|[{}]/g, (_, letter?: string) => (letter ?? '').toUpperCase()).replaceAll(/[{}]/g, '')}`;
}

function parametersOf({ route, path, method, face }: WrittenRoute): Schema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...(name === 'id' ? { description: 'Id or number' } : {}),
  }));
  const query = schemaParts(route.query);
  const inQuery = Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required.includes(name),
    schema,
  }));
  const headers: Schema[] = [];
  if (hasEffects(method) && route.effect !== 'repeatable') {
    headers.push({ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', maxLength: 200 } });
  }
  if (route.generic === 'edit' || route.generic === 'step') {
    const required = route.generic === 'edit';
    // The portal's entity tags say nothing of versions: they are given back as they came.
    const pattern = face === 'workspace' ? '^"[0-9]+"$' : '^"[A-Za-z0-9_-]+"$';
    headers.push({ name: 'If-Match', in: 'header', required, schema: { type: 'string', pattern } });
  }
  return [...inPath, ...inQuery, ...headers];
}

function schemaParts(schema: TSchema | undefined): { properties: Record<string, Schema>; required: string[] } {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return { properties, required };
}

function bodyOf({ route, kind, step, face, method }: WrittenRoute, kit: Kit): Schema | null {
  if (!hasEffects(method)) return null;
  const json = (schema: unknown, required = true) => ({ required, content: { 'application/json': { schema } } });
  if (route.upload) {
    const schema = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };
    return { required: true, content: { 'multipart/form-data': { schema } } };
  }
  const type = kind === undefined ? undefined : kit.types.get(kind);
  if (type && route.generic === 'create') return json(schemaAt(`${schemaName(type.definition.name, face)}Create`));
  if (type && route.generic === 'edit') return json(schemaAt(`${schemaName(type.definition.name, face)}Edit`));
  if (type && step !== undefined) {
    const schema = inputSchema(type.steps[step]?.input ?? {}, true);
    return json(schema, 'required' in schema);
  }
  return route.body ? json(route.body) : null;
}

function answerOf({ route, kind, face }: WrittenRoute): Schema {
  const json = (schema: unknown): Schema => ({ 'application/json': { schema } });
  const name = kind === undefined ? '' : schemaName(kind, face);
  switch (route.generic) {
    case 'list':
      return json(schemaAt(`${name}Page`));
    case 'create':
    case 'get':
    case 'edit':
    case 'step':
      return json(schemaAt(`${name}Answer`));
    case 'history':
      return json(schemaAt('HistoryPage'));
    case 'bulk':
      return json(schemaAt('BulkAnswer'));
    case 'export':
      return {
        'text/csv': {},
        'application/jsonl': {},
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {},
      };
    default:
      return json(route.answer ?? {});
  }
}
