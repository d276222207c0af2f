import type { FilterSchema } from '#/engines/filter/filter.ts';
import { schemaThrough } from '#/record/server/configured.ts';
import type { Face } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { readable } from '#/record/server/read/columns.ts';

const portalSchemas = new WeakMap<RecordType, FilterSchema>();

/**
 * What may be filtered by through a face. On the portal nothing that it may not read: a filter that answers yes or no
 * to a question about a field would tell its value letter by letter.
 */
export function filtersOf(type: RecordType, face: Face): FilterSchema {
  const filters = schemaThrough(type, face);
  if (face === 'workspace') return filters;
  let found = portalSchemas.get(type);
  if (!found) {
    const fields = Object.entries(filters.fields).filter(([name]) => readable({ face }, type, name));
    const predicates = Object.entries(filters.predicates ?? {}).filter(([, { staffOnly }]) => !staffOnly);
    found = { ...filters, fields: Object.fromEntries(fields), predicates: Object.fromEntries(predicates) };
    portalSchemas.set(type, found);
  }
  return found;
}
