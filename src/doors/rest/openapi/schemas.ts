import { refusalCodes } from '#/base/refusal.ts';
import type { Field } from '#/record/shared/field.ts';
import type { Face } from '#/record/server/context.ts';
import { inputFields } from '#/record/server/kit.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { fieldSchema, inputSchema } from './field-schema.ts';
import type { Schema } from './field-schema.ts';

const text: Schema = { type: 'string' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const instant: Schema = { type: 'string', format: 'date-time' };
const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema['type'], 'null'] });
export const schemaAt = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const closed = (properties: Record<string, Schema>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

/** `configuration-item` → `ConfigurationItem`; on the portal `PortalIncident`. */
export function schemaName(kind: string, face: Face): string {
  const name = kind
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return face === 'portal' ? `Portal${name}` : name;
}

/** The schemas of one record type through one face. */
export function recordSchemas(type: RecordType, face: Face): Record<string, Schema> {
  const { definition } = type;
  const name = schemaName(definition.name, face);
  const fields = (Object.entries(definition.fields) as [string, Field][])
    .filter(([, field]) => face === 'workspace' || field.audience === 'everyone')
    .map(([field, value]) => [field, fieldSchema(value)] as const);
  const head = {
    id: uuid,
    number: { type: 'string', examples: [`${definition.prefix}0000001`] },
    state: { type: 'string', enum: Object.keys(definition.states) },
    ...(face === 'workspace' ? { version: { type: 'integer', minimum: 1 } } : {}),
  };
  const properties: Record<string, Schema> = {
    ...head,
    ...Object.fromEntries(fields),
    createdAt: instant,
    createdBy: orNull(uuid),
    ...(face === 'workspace'
      ? {
          custom: { type: 'object', description: 'Values of custom fields' },
          updatedAt: instant,
          updatedBy: orNull(uuid),
        }
      : { updatedAt: { ...instant, description: 'When something was last changed that is shown here' } }),
  };
  return {
    // A list may be asked for some fields only; the head is always there.
    [name]: {
      type: 'object',
      description: `${definition.name}: number prefix ${definition.prefix}`,
      properties,
      required: Object.keys(head),
    },
    // What an action may fill in by itself is not asked for; what is missing then is a 422 that names it.
    [`${name}Create`]: withCustom(type, inputSchema(inputFields(type, 'create', face), !type.behaviours['create'])),
    [`${name}Edit`]: withCustom(type, inputSchema(inputFields(type, 'edit', face), false)),
    [`${name}Answer`]: closed(
      {
        record: schemaAt(name),
        names: schemaAt('Names'),
        steps: { type: 'array', items: { type: 'string' }, description: 'Steps that the caller may take now' },
        may: closed({ edit: { type: 'boolean' } }),
        warnings: { type: 'array', items: text },
        result: { type: 'object', properties: { note: uuid, body: text } },
      },
      ['warnings', 'result'],
    ),
    [`${name}Page`]: closed(
      {
        rows: { type: 'array', items: schemaAt(name) },
        names: schemaAt('Names'),
        next: orNull(text),
        count: { type: 'integer' },
      },
      ['count'],
    ),
  };
}

function withCustom({ definition }: RecordType, schema: Schema): Schema {
  if (!definition.custom) return schema;
  const custom = { type: 'object', description: 'Values of custom fields, by their keys' };
  return { ...schema, properties: { ...(schema['properties'] as Schema), custom } };
}

/** The schemas that every route shares. */
export const commonSchemas: Record<string, Schema> = {
  Problem: {
    ...closed(
      {
        type: { type: 'string', format: 'uri' },
        title: text,
        status: { type: 'integer' },
        code: { type: 'string', enum: [...refusalCodes, 'unsupported-media-type', 'internal'] },
        detail: { type: 'string', description: 'In the language of the person' },
        fields: { type: 'object', additionalProperties: text, description: 'What is wrong, by field' },
        request: { type: 'string', description: 'The id of the request, in the log and in history' },
      },
      ['fields'],
    ),
    description: 'RFC 9457 problem details',
  },
  Names: {
    type: 'object',
    description: 'The records behind the references, by id',
    additionalProperties: closed({ kind: text, title: text, number: text }),
  },
  HistoryPage: closed({
    rows: {
      type: 'array',
      items: closed(
        {
          id: { type: 'integer' },
          at: instant,
          action: text,
          audience: { type: 'string', enum: ['everyone', 'staff'] },
          actor: orNull(uuid),
          version: { type: ['integer', 'null'] },
          changes: {
            type: 'object',
            description: 'Field → [before, after]',
            additionalProperties: { type: 'array', minItems: 2, maxItems: 2 },
          },
          facts: { type: 'object' },
          erased: { type: 'boolean' },
          origin: text,
          request: orNull(text),
        },
        ['erased', 'origin', 'request', 'version'],
      ),
    },
    names: schemaAt('Names'),
    next: orNull(text),
  }),
  BulkAnswer: closed({
    preview: { type: 'boolean' },
    done: { type: 'integer' },
    rows: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'ok'],
        properties: {
          id: uuid,
          ok: { type: 'boolean' },
          number: text,
          state: text,
          version: { type: 'integer' },
          changed: { type: 'array', items: text },
          warnings: { type: 'array', items: text },
          code: text,
          detail: text,
          fields: { type: 'object', additionalProperties: text },
        },
      },
    },
  }),
};
