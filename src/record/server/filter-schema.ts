import type { FieldType, FilterSchema, Predicate } from '#/engines/filter/schema.ts';
import { filterType } from '#/record/shared/filter-type.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';
import { columnOf, columnsOf } from './schema.ts';

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
