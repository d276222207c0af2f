import type { FilterSchema } from '#/engines/filter/filter.ts';
import type { Face } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { readable } from '#/record/server/read/columns.ts';

const portalSchemas = new WeakMap<RecordType, FilterSchema>();

/**
 * What may be filtered by through a face. On the portal nothing that it may not read: a filter that answers yes or no
 * to a question about a field would tell its value letter by letter.
 */
export function filtersOf(type: RecordType, face: Face): FilterSchema {
  if (face === 'workspace') return type.filters;
  let found = portalSchemas.get(type);
  if (!found) {
    const fields = Object.entries(type.filters.fields).filter(
      ([name, { custom }]) => custom !== true && readable({ face }, type, name),
    );
    const predicates = Object.entries(type.filters.predicates ?? {}).filter(([, { staffOnly }]) => !staffOnly);
    found = { ...type.filters, fields: Object.fromEntries(fields), predicates: Object.fromEntries(predicates) };
    portalSchemas.set(type, found);
  }
  return found;
}
