import type { FieldType, FilterSchema, Predicate } from '#/engines/filter/filter.ts';
import { filterType } from '#/record/shared/filter-type.ts';
import { fieldsOf } from '../definitions.tsx';
import type { TypeShape } from '../definitions.tsx';

const unknown: Predicate = { sql: () => 'false', memory: () => false };

/**
 * What can be filtered by, so that typed text is read here as the server will read it. Named conditions are taken as
 * they come: the server knows which exist.
 */
export function filterSchemaOf(type: TypeShape, text: string): FilterSchema {
  const fields: Record<string, FieldType> = {
    id: { type: 'ref' },
    number: { type: 'text' },
    state: { type: 'choice', values: type.states.map(({ name }) => name) },
    version: { type: 'number' },
    createdAt: { type: 'instant' },
    createdBy: { type: 'ref', named: true },
    updatedAt: { type: 'instant' },
    updatedBy: { type: 'ref', named: true },
  };
  for (const field of fieldsOf(type)) {
    const known = filterType({ kind: field.kind, options: field.options?.map(({ value }) => value) });
    if (known) fields[field.name] = known;
  }
  const asked = [...text.matchAll(/is:([\w.:-]+)/g)].map(([, name = '']) => [name, unknown] as const);
  return { fields, predicates: Object.fromEntries(asked), text: true };
}
