import type { Field, Fields } from '#/record/shared/field.ts';

/** A JSON Schema, as far as we write it. */
export type Schema = Record<string, unknown>;

const nullable = (schema: Schema): Schema => {
  if (typeof schema['type'] === 'string') {
    return {
      ...schema,
      type: [schema['type'], 'null'],
      ...(schema['enum'] ? { enum: [...(schema['enum'] as unknown[]), null] } : {}),
    };
  }
  return schema;
};

/** The values of a field, as JSON Schema 2020-12 (which OpenAPI 3.1 uses). */
export function fieldSchema(field: Field): Schema {
  const schema = valueSchema(field);
  return field.required || schema['type'] === 'array' ? schema : nullable(schema);
}

function valueSchema({ kind, max, min, options, to, format }: Field): Schema {
  switch (kind) {
    case 'text':
    case 'long-text':
      return {
        type: 'string',
        ...(max ? { maxLength: max } : {}),
        ...(format === 'email' || format === 'url' ? { format: format === 'url' ? 'uri' : 'email' } : {}),
      };
    case 'integer':
    case 'level':
      return {
        type: 'integer',
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      };
    case 'decimal':
      return {
        type: 'number',
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'choice':
      return { type: 'string', enum: [...(options ?? [])] };
    case 'ref':
      return { type: 'string', format: 'uuid', description: `A ${to ?? 'record'}` };
    case 'refs':
      return {
        type: 'array',
        items: { type: 'string', format: 'uuid' },
        description: `Records of the kind ${to ?? ''}`,
        ...(max ? { maxItems: max } : {}),
      };
    case 'tags':
      return { type: 'array', items: { type: 'string', maxLength: 60 }, ...(max ? { maxItems: max } : {}) };
    case 'json':
      return {};
  }
}

/** An input: closed, with what has to be there. `whole`: mandatory fields without an initial value are required. */
export function inputSchema(fields: Fields, whole: boolean): Schema {
  const entries = Object.entries(fields) as [string, Field][];
  const required = whole
    ? entries.filter(([, field]) => field.required && field.initial === undefined).map(([name]) => name)
    : [];
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      entries.map(([name, field]) => [
        name,
        { ...fieldSchema(field), ...(field.initial === undefined ? {} : { default: field.initial }) },
      ]),
    ),
    ...(required.length > 0 ? { required } : {}),
  };
}
