import type { FieldType } from '#/engines/filter/schema.ts';
import type { FieldKind } from './field.ts';

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

/** A field as filters know it, on the server and where a filter is typed; undefined for a document. */
export function filterType(field: { kind: FieldKind; options?: readonly string[] | undefined }): FieldType | undefined {
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
