import type { FieldType, FilterSchema, Predicate } from '#/engines/filter/schema.ts';
import type { Field } from '#/record/shared/field.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';
import { columnOf } from './schema.ts';

const types: Partial<Record<Field['kind'], FieldType['type']>> = {
  text: 'text',
  'long-text': 'text',
  integer: 'number',
  decimal: 'number',
  level: 'number',
  boolean: 'boolean',
  date: 'date',
  instant: 'instant',
  choice: 'choice',
  ref: 'ref',
  refs: 'refs',
  tags: 'tags',
};

/** What of a record can be filtered by: its head, and every field that is not a document. */
export function filterSchema(
  definition: RecordDefinition,
  predicates: Readonly<Record<string, Predicate>>,
): FilterSchema {
  const fields: Record<string, FieldType> = {
    id: { type: 'ref' },
    number: { type: 'text', anyCase: true },
    state: { type: 'choice', values: Object.keys(definition.states) },
    version: { type: 'number' },
    createdAt: { type: 'instant', column: 'created_at' },
    createdBy: { type: 'ref', column: 'created_by', named: true },
    updatedAt: { type: 'instant', column: 'updated_at' },
    updatedBy: { type: 'ref', column: 'updated_by', named: true },
  };
  for (const [name, field] of Object.entries(definition.fields)) {
    const type = types[field.kind];
    if (!type) continue;
    fields[name] = {
      type,
      column: columnOf(definition, name),
      ...(field.options ? { values: field.options } : {}),
      ...(type === 'ref' || type === 'refs' ? { named: true } : {}),
    };
  }
  return { fields, predicates, text: true };
}
