import { namesOf, parseFilter } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem } from '#/engines/filter/filter.ts';
import type { Kit } from '#/record/server/kit.ts';
import type { Grant } from '#/processes/foundation/shared/role.ts';

/** A grant ready for use: its filter, or null for every record. */
export type ReadGrant =
  | { ok: true; permission: string; filter: Filter | null }
  | { ok: false; permission: string; problems: readonly FilterProblem[] };

/**
 * The record type that a permission is about: `incident.read` → incident. A filter belongs to one kind of record, so a
 * permission that is about several (`foundation.read`) takes no filter.
 */
export function kindOfPermission(kit: Kit, permission: string): string | undefined {
  const word = permission.slice(0, permission.indexOf('.'));
  return kit.types.has(word) ? word : undefined;
}

/** What filters of grants may say of the actor. An unknown one would be empty, and `not` would make it everything. */
const attributes = ['groups', 'organisations', 'contactOf', 'serves', 'location'];

/**
 * Reads a grant. A filter that cannot be read (the field was removed, the permission has no kind) grants nothing: the
 * other choice would be to grant everything.
 */
export function readGrant(kit: Kit, grant: Grant): ReadGrant {
  const { permission, where } = grant;
  if (where === undefined) return { ok: true, permission, filter: null };
  const fail = (...problems: FilterProblem[]): ReadGrant => ({ ok: false, permission, problems });
  const type = kit.types.get(kindOfPermission(kit, permission) ?? '');
  if (!type) return fail(problem('filter.malformed', { path: permission }));
  // An emptied filter in a form must not turn "some" into "all".
  if (where.trim() === '') return fail(problem('filter.unexpected-end'));
  // No free text: words depend on a search document, which a predicate has no business with.
  const parsed = parseFilter(where, { ...type.filters, text: false, actor: attributes });
  if (!parsed.ok) return fail(...parsed.problems);
  // A name may be given to another record tomorrow, and a right must not move with it.
  const [named] = namesOf(parsed.filter);
  if (named) return fail(problem('filter.not-an-id', { value: named.name, type: 'uuid' }));
  return { ok: true, permission, filter: parsed.filter };
}

function problem(code: FilterProblem['code'], params: FilterProblem['params'] = {}): FilterProblem {
  return { code, at: 0, length: 0, params };
}
