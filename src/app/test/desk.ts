import { newId } from '#/platform/ids.ts';
import { seedRoles } from '#/processes/foundation/server/access/seed-roles.ts';
import { loadActor } from '#/processes/foundation/server/access/actor.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Outcome, Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { forgetEpochs } from '#/record/server/epoch.ts';
import { systemActor } from '#/record/server/context.ts';
import type { Context, Face } from '#/record/server/context.ts';
import { getRecord } from '#/record/server/read/get.ts';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { buildKit } from '../kit.ts';
import { seedBaseline } from '../seed.ts';

/** People of the small desk that tests tell their stories with. */
export type Who =
  | 'agent'
  | 'colleague'
  | 'specialist'
  | 'lead'
  | 'user'
  | 'neighbour'
  | 'contact'
  | 'stranger'
  | 'auditor'
  | 'administrator';

export interface Desk extends TestDatabase {
  kit: ReturnType<typeof buildKit>;
  ids: Record<Who, string> & { provider: string; customer: string; other: string; desk: string; second: string };
  /** The system itself, at an instant. */
  system(now?: number): Context;
  /** A person at an instant, through a face. */
  as(who: Who, now?: number, face?: Face): Promise<Context>;
  /** Performs an action as somebody and returns its outcome. */
  does(who: Who, action: string, id: string | null, input?: Row, now?: number): Promise<Outcome>;
  /** Reads an incident as staff would. */
  incident(id: string): Promise<Row>;
}

/** Tuesday 10:00 in Bratislava, inside working hours. */
export const tuesday = Date.UTC(2026, 2, 10, 9, 0, 0);

/** A desk on a database of its own: the baseline, two customers, and people in every role. */
export async function openDesk(): Promise<Desk> {
  const database = await testDatabase();
  const kit = buildKit();
  const context = (now: number): Context => ({
    db: database.database,
    kit,
    actor: systemActor('test'),
    face: 'workspace',
    now,
    request: { id: newId(), origin: 'job' },
  });
  const start = context(tuesday - 86_400_000);
  const roles = await database.database.transaction({ kind: 'staff' }, (tx) => seedRoles({ ...start, tx }));
  const add = async (kind: string, values: Row) => (await perform(context(start.now), kind, 'create', null, values)).id;
  const provider = await add('organisation', { name: 'Provider', kind: 'unit' });
  const customer = await add('organisation', { name: 'Acme', kind: 'customer' });
  const other = await add('organisation', { name: 'Globex', kind: 'customer' });
  await seedBaseline(context(start.now), { language: 'en', country: 'SK', timeZone: 'Europe/Bratislava' });
  const groups = await (await configurationOf(context(start.now))).rows('group');
  const desk = groups.find((row) => row['name'] === 'Service desk')?.['id'] as string;
  const second = groups.find((row) => row['name'] === 'Specialists')?.['id'] as string;

  const person = async (name: string, organisation: string, role: string | null, roleIn = organisation) => {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;
    const id = await add('person', { name, email, organisation });
    const roleId = role === null ? undefined : roles.get(role);
    if (roleId) await add('membership', { person: id, organisation: roleIn, role: roleId });
    return id;
  };
  const ids = {
    provider,
    customer,
    other,
    desk,
    second,
    agent: await person('Anna Agent', provider, 'agent'),
    colleague: await person('Cyril Colleague', provider, 'agent'),
    specialist: await person('Sona Specialist', provider, 'agent'),
    lead: await person('Lea Lead', provider, 'lead'),
    user: await person('Uma User', customer, 'user'),
    neighbour: await person('Nina Neighbour', customer, 'user'),
    contact: await person('Cora Contact', customer, 'contact'),
    stranger: await person('Stan Stranger', other, 'user'),
    auditor: await person('Aldo Auditor', provider, 'auditor'),
    administrator: await person('Adam Admin', provider, 'administrator'),
  };
  const join = async (group: string, members: string[]) =>
    perform(context(start.now), 'group', 'edit', group, { members });
  await join(desk, [ids.agent, ids.colleague, ids.lead]);
  await join(second, [ids.specialist]);

  const as = async (who: Who, now = tuesday, face?: Face): Promise<Context> => {
    const ctx = context(now);
    forgetEpochs(ctx);
    const loaded = await database.database.transaction({ kind: 'staff' }, (tx) =>
      loadActor(tx, kit, ids[who], (line) => {
        throw new Error(line);
      }),
    );
    if (!loaded) throw new Error(`${who} cannot sign in`);
    const seen = face ?? (loaded.actor.workspace ? 'workspace' : 'portal');
    return {
      ...ctx,
      actor: loaded.actor,
      face: seen,
      request: { id: newId(), origin: seen === 'portal' ? 'portal' : 'web' },
    };
  };

  return {
    ...database,
    kit,
    ids,
    system: (now = tuesday) => context(now),
    as,
    async does(who, action, id, input = {}, now = tuesday) {
      const [kind, verb] = action.includes('.')
        ? (action.split('.') as [string, string])
        : (['incident', action] as const);
      return perform(await as(who, now), kind, verb, id, input);
    },
    incident: (id) => {
      const type = kit.types.get('incident');
      if (!type) throw new Error('no incidents');
      return getRecord(context(tuesday), type, id);
    },
  };
}
