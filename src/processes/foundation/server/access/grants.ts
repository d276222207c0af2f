import { namesOf, parseFilter } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem } from '#/engines/filter/filter.ts';
import type { Kit, RecordType } from '#/record/server/kit.ts';
import type { Grant } from '#/processes/foundation/shared/role.ts';

/** A grant ready for use: its filter, or null for every record. */
export type ReadGrant =
  | { ok: true; permission: string; filter: Filter | null }
  | { ok: false; permission: string; problems: readonly FilterProblem[]; takesNone?: true };

/**
 * The record type that a permission is about: `incident.read` → incident. A filter belongs to one kind of record, so a
 * permission that is about several (`foundation.read`) takes no filter, nor one that is asked of other kinds than its
 * name says: `incident.configure` is about rules and reasons, and no incident is looked at.
 */
export function kindOfPermission(kit: Kit, permission: string): string | undefined {
  const word = permission.slice(0, permission.indexOf('.'));
  if (!kit.types.has(word)) return undefined;
  const asking = [...kit.types.values()].filter((type) => permissionsOf(type).includes(permission));
  return asking.length === 0 || asking.some(({ definition }) => definition.name === word) ? word : undefined;
}

/** What the actions of a record type ask for. */
function permissionsOf({ definition, steps }: RecordType): (string | undefined)[] {
  const { read, follow, report, create, edit } = definition;
  return [read, follow, report, create, edit, ...Object.values(steps).map(({ may }) => may)];
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
  const problems = [problem('filter.malformed', { path: permission })];
  if (!type) return { ok: false, permission, problems, takesNone: true };
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
