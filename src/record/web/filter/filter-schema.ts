import type { FieldType, FilterSchema, Predicate } from '#/engines/filter/filter.ts';
import type { FieldKind } from '#/record/shared/field.ts';
import { fieldsOf } from '../definitions.tsx';
import type { TypeShape } from '../definitions.tsx';

const types: Partial<Record<FieldKind, FieldType['type']>> = {
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
    const known = types[field.kind];
    if (!known) continue;
    fields[field.name] = {
      type: known,
      ...(field.options ? { values: field.options.map(({ value }) => value) } : {}),
      ...(field.kind === 'level' ? { level: true } : {}),
      ...(known === 'ref' || known === 'refs' ? { named: true } : {}),
    };
  }
  const asked = [...text.matchAll(/is:([\w.:-]+)/g)].map(([, name = '']) => [name, unknown] as const);
  return { fields, predicates: Object.fromEntries(asked), text: true };
}
