import { seedBaseline } from '#/app/seed.ts';
import { makeAccount } from '#/processes/foundation/server/account/password.ts';
import { seedRoles } from '#/processes/foundation/server/access/seed-roles.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { forgetEpochs } from '#/record/server/epoch.ts';
import type { Context } from '#/record/server/context.ts';

/** Customers of the measured installation; the calling agent's groups serve the first three of them. */
export const customers = 40;
const served = 3;

/** Who and what cases are made of. */
export interface Ground {
  agent: string;
  contact: string;
  organisations: { id: string; key: number }[];
  /** Group that serves each customer, in their order. */
  groupOf: string[];
  agents: string[];
  services: string[];
  categories: string[];
  policies: { urgent: string; usual: string };
  calendars: { always: string; hours: string };
  reasons: { supplier: string };
}

/** Promises long enough that nothing falls due while the bench runs. */
const goal = { amount: 43_200, unit: 'minutes' as const };

/** Makes the provider, its customers, groups and configuration, through the same actions as an administrator. */
export async function layGround(ctx: Context): Promise<Ground> {
  const add = async (kind: string, values: Row) => (await perform(ctx, kind, 'create', null, values)).id;
  const roles = await ctx.db.transaction({ kind: 'staff' }, (tx) => seedRoles({ ...ctx, tx }));
  const provider = await add('organisation', { name: 'Provider', kind: 'unit' });
  await seedBaseline(ctx, { language: 'en', country: 'SK', timeZone: 'Europe/Bratislava' });
  const ids: string[] = [];
  for (let n = 1; n <= customers; n++) {
    ids.push(await add('organisation', { name: `Customer ${n}`, kind: 'customer', country: 'SK' }));
  }
  const services: string[] = [];
  for (let n = 1; n <= 30; n++) services.push(await add('service', { name: `Service ${n}`, criticality: (n % 4) + 1 }));

  const person = async (name: string, organisation: string, role: string) => {
    const id = await add('person', {
      name,
      email: `${name.replaceAll(' ', '.').toLowerCase()}@bench.example`,
      organisation,
    });
    await add('membership', { person: id, organisation, role: roles.get(role) });
    return id;
  };
  const agents: string[] = [];
  for (let n = 1; n <= 60; n++) agents.push(await person(`Agent ${n}`, provider, 'agent'));
  const contact = await person('Contact 1', ids[0] as string, 'contact');
  await add('membership', { person: contact, organisation: ids[0], role: roles.get('user') });
  const groupOf = await groups(add, ids, agents);
  for (const one of [agents[0] as string, contact]) {
    await ctx.db.transaction({ kind: 'staff' }, (tx) => makeAccount(tx, ctx, one));
  }

  forgetEpochs(ctx);
  const configuration = await configurationOf(ctx);
  const keys = await Promise.all(ids.map((id) => configuration.find('organisation', id)));
  const idOf = async (kind: string, field: string, value: unknown) =>
    (await configuration.rows(kind)).find((row) => row[field] === value)?.['id'] as string;
  const policies = {
    urgent: await idOf('clock-policy', 'order', 10),
    usual: await idOf('clock-policy', 'order', 1000),
  };
  for (const id of Object.values(policies)) await lengthen(ctx, id);
  return {
    agent: agents[0] as string,
    contact,
    organisations: ids.map((id, index) => ({ id, key: keys[index]?.['customerKey'] as number })),
    groupOf,
    agents,
    services,
    categories: (await configuration.rows('category')).map((row) => row['id'] as string),
    policies,
    calendars: {
      always: await idOf('calendar', 'name', 'Around the clock'),
      hours: await idOf('calendar', 'name', 'Working hours'),
    },
    reasons: { supplier: await idOf('pending-reason', 'code', 'supplier') },
  };
}

async function lengthen(ctx: Context, policy: string): Promise<void> {
  const targets = [1, 2, 3, 4, 5].flatMap((priority) =>
    (['response', 'resolution'] as const).map((clock) => ({ priority, clock, ...goal })),
  );
  forgetEpochs(ctx);
  await perform(ctx, 'clock-policy', 'edit', policy, { targets });
}

/** Two groups for the agent's three customers, twelve for all others; five agents each. */
async function groups(
  add: (kind: string, values: Row) => Promise<string>,
  ids: readonly string[],
  agents: readonly string[],
): Promise<string[]> {
  const groupOf: string[] = [];
  const shares = [ids.slice(0, 2), ids.slice(2, served)];
  const rest = ids.slice(served);
  for (let n = 0; n < 12; n++) shares.push(rest.filter((_, index) => index % 12 === n));
  for (const [n, serves] of shares.entries()) {
    const others = agents.slice(1 + n * 4, 5 + n * 4);
    const members = n < 2 ? [agents[0] as string, ...others] : others;
    const id = await add('group', { name: `Group ${n + 1}`, tier: 1, serves, members });
    for (const one of serves) groupOf[ids.indexOf(one)] = id;
  }
  return groupOf;
}
