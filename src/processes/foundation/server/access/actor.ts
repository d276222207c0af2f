import { formatFilter } from '#/engines/filter/filter.ts';
import type { Filter } from '#/engines/filter/filter.ts';
import type { Runner, Wall } from '#/platform/database/pools.ts';
import type { Actor } from '#/record/server/context.ts';
import type { Kit, Warn } from '#/record/server/kit.ts';
import type { SignedContext } from '#/processes/foundation/server/account/types.ts';
import type { ActorRows, HeldRole } from './actor-rows.ts';
import { readActorRows, readKeys, readTrees } from './actor-rows.ts';
import { readGrant } from './grants.ts';
import { firstZone } from './zone.ts';

/** A person as an actor, with what their own pages show. */
export interface LoadedActor {
  actor: Actor;
  profile: SignedContext['profile'];
  rows: ActorRows;
}

/**
 * Loads what a person may do, as of now: memberships → roles → grants, groups, and the attributes that filters call
 * `me` and `my.…`. Null for somebody who cannot work (`can-work.ts`). Statements run through `runner` (staff).
 */
export async function loadActor(runner: Runner, kit: Kit, person: string, warn: Warn): Promise<LoadedActor | null> {
  const rows = await readActorRows(runner, person);
  if (!rows) return null;
  const { roles, groups } = rows;
  const organisations = unique([rows.person.organisation, ...roles.map(({ organisation }) => organisation)]);
  const [contactOf, serves, own] = await Promise.all([
    readTrees(runner, contactsIn(roles)),
    readTrees(runner, unique(groups.flatMap((group) => group.serves))),
    readKeys(runner, organisations),
  ]);
  const staff = roles.some((role) => role.workspace && role.organisation_kind === 'unit');
  const keys = unique([...own, ...contactOf].map(({ customer_key }) => customer_key)).toSorted((a, b) => a - b);
  const { id, name, email, language, zones, location } = rows.person;
  const known = firstZone(zones);
  const timeZone = known ?? 'UTC';
  const actor: Actor = {
    kind: 'person',
    person: id,
    name,
    language: language ?? 'en',
    timeZone,
    workspace: staff,
    wall: staff ? { kind: 'staff' } : wallOf(keys),
    grants: grantsOf(kit, roles, warn),
    attributes: {
      me: id,
      groups: groups.map((group) => group.id),
      organisations,
      belongsTo: unique([...organisations, ...contactOf.map((organisation) => organisation.id)]),
      contactOf: contactOf.map((organisation) => organisation.id),
      contactKeys: contactOf.map((organisation) => organisation.customer_key),
      serves: serves.map((organisation) => organisation.id),
      servesKeys: serves.map((organisation) => organisation.customer_key),
      servesAll: groups.some((group) => group.serves.length === 0),
      location,
      timeZone,
    },
    scopes: null,
  };
  const profile = {
    person: { id, name, email, language: actor.language, timeZone: known },
    groups: groups.map((group) => ({ id: group.id, name: group.name })),
  };
  return { actor, profile, rows };
}

/** The organisations whose contact a person is by their roles. */
export function contactsIn(roles: readonly HeldRole[]): string[] {
  return unique(roles.filter(({ code }) => code === 'contact').map(({ organisation }) => organisation));
}

function wallOf(keys: readonly number[]): Wall {
  const [only] = keys;
  return keys.length === 1 && only !== undefined
    ? { kind: 'customer', customer: only }
    : { kind: 'customers', customers: keys };
}

function grantsOf(kit: Kit, roles: readonly HeldRole[], warn: Warn): Actor['grants'] {
  const grants = new Map<string, Map<string, Filter | null>>();
  for (const { role, name, grants: given } of roles) {
    for (const grant of given) {
      const read = readGrant(kit, grant);
      if (!read.ok) {
        warn('a grant cannot be read and grants nothing', {
          role,
          name,
          permission: grant.permission,
          problems: read.problems,
        });
        continue;
      }
      const filters = grants.get(read.permission) ?? new Map<string, Filter | null>();
      // Two roles that say the same are one arm of the predicate.
      filters.set(read.filter === null ? '' : formatFilter(read.filter), read.filter);
      grants.set(read.permission, filters);
    }
  }
  return new Map(
    [...grants].map(([permission, filters]) => [permission, filters.has('') ? [null] : [...filters.values()]]),
  );
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
