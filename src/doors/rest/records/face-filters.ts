import type { FilterSchema } from '#/engines/filter/filter.ts';
import type { Face } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';

const portalSchemas = new WeakMap<RecordType, FilterSchema>();

/**
 * What may be filtered by through a face. On the portal no field that staff alone may read: a filter that answers
 * yes or no to a question about it would tell its value letter by letter.
 */
export function filtersOf(type: RecordType, face: Face): FilterSchema {
  if (face === 'workspace') return type.filters;
  let found = portalSchemas.get(type);
  if (!found) {
    const fields = Object.entries(type.filters.fields).filter(
      ([name, { custom }]) => custom !== true && type.definition.fields[name]?.audience !== 'staff',
    );
    portalSchemas.set(type, (found = { ...type.filters, fields: Object.fromEntries(fields) }));
  }
  return found;
}
