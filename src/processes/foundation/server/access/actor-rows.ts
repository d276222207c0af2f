import type { Runner } from '#/platform/database/pools.ts';
import { canWorkSql } from './can-work.ts';
import { zonesOfSql } from './zone.ts';
import type { Grant } from '#/processes/foundation/shared/role.ts';

export interface PersonRow {
  id: string;
  name: string;
  email: string | null;
  organisation: string;
  location: string | null;
  language: string | null;
  /** In which they may live, the nearest first (`zonesOfSql`). */
  zones: string[];
}

/** A role that a person holds in an organisation. */
export interface HeldRole {
  role: string;
  code: string | null;
  name: string;
  workspace: boolean;
  grants: Grant[];
  organisation: string;
  organisation_name: string;
  organisation_kind: string;
}

/** A group that a person works in, and the customers it serves; none named: all of them. */
export interface HeldGroup {
  id: string;
  name: string;
  serves: string[];
}

export interface OrganisationRow {
  id: string;
  customer_key: number;
}

/** Everything that says what a person may do. */
export interface ActorRows {
  person: PersonRow;
  roles: HeldRole[];
  groups: HeldGroup[];
}

/**
 * Reads a person with their roles and groups; null where the person is not there, is retired, or may
 * no longer sign in. Everybody holds the role
 * `user` in their own organisation, without a membership.
 */
export async function readActorRows(runner: Runner, id: string): Promise<ActorRows | null> {
  const [person] = await runner.query<PersonRow>({
    sql: `select id, name, email, organisation, location, language, ${zonesOfSql('p')} as zones from person p
      where id = $1 and ${canWorkSql('p')}`,
    parameters: [id],
  });
  if (!person) return null;
  const [roles, groups] = await Promise.all([
    runner.query<HeldRole>({
      sql: `select distinct on (r.id, o.id) r.id as role, r.code, r.name, r.workspace, r.grants,
          o.id as organisation, o.name as organisation_name, o.kind as organisation_kind
        from (select role, organisation from membership where person = $1 and state = 'active'
          union all select id, $2::uuid from role where code = 'user') m
        join role r on r.id = m.role and r.state = 'active'
        join organisation o on o.id = m.organisation and o.state = 'active'
        order by r.id, o.id`,
      parameters: [id, person.organisation],
    }),
    runner.query<HeldGroup>({
      sql: `select id, name, serves from support_group where members @> array[$1::uuid] and state = 'active' order by name, id`,
      parameters: [id],
    }),
  ]);
  return { person, roles, groups };
}

/** Organisations with everything below them in the tree, and their keys. A loop in the tree ends by itself. */
export function readTrees(runner: Runner, roots: readonly string[]): Promise<OrganisationRow[]> {
  if (roots.length === 0) return Promise.resolve([]);
  return runner.query<OrganisationRow>({
    sql: `with recursive tree as (
        select id, customer_key from organisation where id = any($1::uuid[])
        union select o.id, o.customer_key from organisation o join tree on o.parent = tree.id)
      select id, customer_key from tree`,
    parameters: [roots],
  });
}

/** Keys of organisations, without what is below them. */
export function readKeys(runner: Runner, ids: readonly string[]): Promise<OrganisationRow[]> {
  return runner.query<OrganisationRow>({
    sql: 'select id, customer_key from organisation where id = any($1::uuid[])',
    parameters: [ids],
  });
}
