import { history } from '#/capabilities/history/server/stage.ts';
import type { Database } from '#/platform/database/pools.ts';
import { apply } from '#/record/server/commit/apply.ts';
import { check } from '#/record/server/commit/check.ts';
import { input } from '#/record/server/commit/input.ts';
import { item } from '#/record/server/commit/item.ts';
import { load } from '#/record/server/commit/load.ts';
import { outbox } from '#/record/server/commit/outbox.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { permission } from '#/record/server/commit/permission.ts';
import { state } from '#/record/server/commit/state.ts';
import { version } from '#/record/server/commit/version.ts';
import { write } from '#/record/server/commit/write.ts';
import type { Context } from '#/record/server/context.ts';
import { createKit } from '#/record/server/kit.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { group } from '#/processes/foundation/shared/group.ts';
import { membership } from '#/processes/foundation/shared/membership.ts';
import { organisation } from '#/processes/foundation/shared/organisation.ts';
import { person } from '#/processes/foundation/shared/person.ts';
import { role } from '#/processes/foundation/shared/role.ts';
import type { Access, Involvement, LinkMessage, Origin, Presented, SignedContext } from '../api.ts';
import {
  accessBehaviours,
  accessShapes,
  authenticate,
  createKey,
  involvement,
  openAccess,
  seedRoles,
  systemContext,
} from '../api.ts';
import { createOrganisation } from '../actions/create-organisation.ts';
import { createPerson } from '../actions/create-person.ts';
import { personPredicates } from '../access/person-predicates.ts';
import { makeAccount } from '../account/password.ts';
import { createIncident, incident } from './incident.ts';

const records: readonly RecordDefinition[] = [organisation, person, group, role, membership, incident];

const incidents: Involvement = {
  table: 'incident',
  columns: ['affected_user', 'requester'],
  customerColumn: 'customer_organisation',
};

/** The kit of the tests: what access stands on, and incidents to see. */
export const kit = createKit({
  records,
  capabilities: [],
  behaviours: {
    ...accessBehaviours,
    'organisation.create': createOrganisation,
    'person.create': createPerson,
    'incident.create': createIncident,
  },
  predicates: { incident: involvement(incidents), person: personPredicates },
  shapes: accessShapes,
  stages: [load, state, permission, input, apply, check, version, history, write, item, outbox],
  customFields: () => Promise.resolve({}),
});

/** Noon of a working day; tests move on from it and never sleep. */
export const noon = Date.parse('2026-03-02T12:00:00Z');
export const minute = 60_000;
export const hour = 60 * minute;

/** A database with roles and what is needed to fill it, in the words of the field. */
export interface Installation {
  database: TestDatabase;
  access: Access;
  /** Acts as the system, at noon. */
  system: Context;
  warnings: { line: string; facts: Record<string, unknown> }[];
  mails: LinkMessage[];
  /** Statements that went to the database since the last call. */
  statements(): string[];
  roles: ReadonlyMap<string, string>;
  provider: string;
  create(kind: string, input: Record<string, unknown>): Promise<string>;
  customer(name: string, parent?: string): Promise<string>;
  /** Somebody with an account, and a role in their organisation when one is named. */
  person(name: string, at?: string, ...codes: string[]): Promise<string>;
  member(person: string, code: string, at: string): Promise<string>;
  /** The context of somebody's request. */
  as(person: string, presented?: Partial<Presented>): Promise<SignedContext>;
  drop(): Promise<void>;
}

let requests = 0;
const request = () => ({ id: `test-${++requests}`, origin: 'rest' as const });

/** Where a person sits in the tests. */
export function origin(now = noon, address = '192.0.2.1'): Origin {
  return { address, agent: 'test', request: request(), now };
}

/** Makes an installation. `furnished`: with the roles and a provider organisation, but nobody in it. */
export async function installation({ furnished = true } = {}): Promise<Installation> {
  const database = await testDatabase();
  const warnings: Installation['warnings'] = [];
  const mails: LinkMessage[] = [];
  const ran: string[] = [];
  const access = openAccess({
    database: counting(database.database, ran),
    kit,
    settings: { publicUrl: 'http://127.0.0.1:8080', sessionIdle: 2 * hour, sessionMaximum: 12 * hour, signInLimit: 5 },
    secret: testSecret,
    involvements: { incident: incidents },
    warn: (line, facts) => void warnings.push({ line, facts }),
    deliver: (mail) => Promise.resolve(void mails.push(mail)),
  });
  const system = systemContext(access, noon, request());
  const create: Installation['create'] = async (kind, values) =>
    (await perform(system, kind, 'create', null, values)).id;
  const roles = furnished
    ? await access.database.transaction({ kind: 'staff' }, (tx) => seedRoles({ ...system, tx }))
    : new Map<string, string>();
  const provider = furnished ? await create('organisation', { name: 'Provider', kind: 'unit' }) : '';
  let people = 0;
  const made: Installation = {
    database,
    access,
    system,
    warnings,
    mails,
    statements: () => ran.splice(0),
    roles,
    provider,
    create,
    customer: (name, parent) => create('organisation', { name, kind: 'customer', ...(parent ? { parent } : {}) }),
    async person(name, at = provider, ...codes) {
      const id = await create('person', { name, email: `p${++people}@example.org`, organisation: at });
      await access.database.transaction({ kind: 'staff' }, (tx) => makeAccount(tx, system, id));
      for (const code of codes) await made.member(id, code, at);
      return id;
    },
    member: (whom, code, at) => create('membership', { person: whom, role: roles.get(code), organisation: at }),
    async as(whom, presented = {}) {
      const { token } = await createKey(access, system, { person: whom, name: `key ${++requests}` });
      const ctx = await authenticate(access, {
        bearer: token,
        face: 'workspace',
        request: request(),
        now: noon,
        ...presented,
      });
      if (!ctx) throw new Error('nobody is signed in');
      return ctx;
    },
    drop: () => database.drop(),
  };
  return made;
}

/** The same database, remembering the text of each statement. */
function counting(database: Database, ran: string[]): Database {
  return {
    ...database,
    read(wall, query, signal) {
      ran.push(query.sql);
      return database.read(wall, query, signal);
    },
    transaction: (wall, work, signal) =>
      database.transaction(
        wall,
        (runner) =>
          work({
            query(query) {
              ran.push(query.sql);
              return runner.query(query);
            },
          }),
        signal,
      ),
  };
}

/** The value of the cookie in a `Set-Cookie` header. */
export function cookieIn(setCookie: string): string {
  return /=([^;]*)/.exec(setCookie)?.[1] ?? '';
}
