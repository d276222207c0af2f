import type { FieldType, FilterSchema, Predicate } from '#/engines/filter/schema.ts';
import type { Field } from '#/record/shared/field.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';
import { columnOf, columnsOf } from './schema.ts';

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

/** A field as filters know it; undefined for a document. */
export function filterType(field: Field): FieldType | undefined {
  const type = types[field.kind];
  return (
    type && {
      type,
      ...(field.options ? { values: field.options } : {}),
      ...(field.kind === 'level' ? { level: true } : {}),
      ...(type === 'ref' || type === 'refs' ? { named: true } : {}),
    }
  );
}

/** What of a record can be filtered by: its head, and every field that is not a document. */
export function filterSchema(
  definition: RecordDefinition,
  predicates: Readonly<Record<string, Predicate>>,
): FilterSchema {
  const fields: Record<string, FieldType> = {
    id: { type: 'ref', filled: true },
    number: { type: 'text', anyCase: true, filled: true },
    state: { type: 'choice', values: Object.keys(definition.states), filled: true },
    version: { type: 'number', filled: true },
    createdAt: { type: 'instant', column: 'created_at', filled: true },
    createdBy: { type: 'ref', column: 'created_by', named: true },
    updatedAt: { type: 'instant', column: 'updated_at', filled: true },
    updatedBy: { type: 'ref', column: 'updated_by', named: true },
  };
  const filled = new Set(columnsOf(definition).flatMap(({ name, nullable }) => (nullable ? [] : [name])));
  for (const [name, field] of Object.entries(definition.fields)) {
    const type = filterType(field);
    const column = columnOf(definition, name);
    if (type) fields[name] = { ...type, column, ...(filled.has(column) ? { filled: true } : {}) };
  }
  return { fields, predicates, text: true };
}
