import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { forgetEpochs } from '#/record/server/epoch.ts';
import type { Context } from '#/record/server/context.ts';
import type { ServiceKey } from './case.ts';
import type { Random } from './random.ts';
import {
  agents,
  companies,
  items,
  otherUsers,
  places,
  provider,
  services,
  slovakUsers,
  special,
  titles,
} from './world.ts';

/** Somebody who reports. */
export interface User {
  id: string;
  organisation: string;
  customer: number;
  location: string;
  language: 'en' | 'sk';
  vip: boolean;
  computer: string | null;
}

/** What the stories happen in. */
export interface World {
  users: User[];
  desk: { id: string; agents: string[] };
  second: { id: string; agents: string[] };
  services: ReadonlyMap<ServiceKey, string>;
  items: ReadonlyMap<ServiceKey, { id: string; name: string }[]>;
  categories: ReadonlyMap<string, string>;
  reasons: ReadonlyMap<string, string>;
  /** Name of the rule that gives cases to the desk. */
  rule: string;
  matrix: number[][];
}

/** Makes the organisation, its people, places, services and items, as an administrator would; in one transaction. */
export async function furnish(ctx: Context, random: Random, roles: ReadonlyMap<string, string>): Promise<World> {
  const add = async (kind: string, values: Row) => (await perform(ctx, kind, 'create', null, values)).id;
  const locations: string[] = [];
  for (const place of places) locations.push(await add('location', { ...place, timeZone: 'Europe/Bratislava' }));

  const organisations: string[] = [];
  for (const { name, domain } of companies) {
    const parent = organisations[0] ?? null;
    organisations.push(await add('organisation', { name, kind: 'customer', parent, domains: [domain], country: 'SK' }));
  }
  const customers = await customerKeys(ctx, organisations);
  const home = await providerOf(ctx, add);

  const { desk, second } = await staff(ctx, add, { home, roles, serves: organisations.slice(0, 1) });
  const rule = { name: assigning, order: 50, where: `customer in ('${organisations.join("', '")}')`, group: desk.id };
  await add('assignment-rule', rule);
  const serviceIds = new Map<ServiceKey, string>();
  for (const { key, name, about, criticality } of services) {
    serviceIds.set(
      key,
      await add('service', { name, description: about, criticality, onPortal: true, owner: second.agents[0] }),
    );
  }
  const users = await customerPeople(add, random, { organisations, customers, locations, roles });
  const itemsOf = await configurationItems(add, random, { serviceIds, users, locations });

  forgetEpochs(ctx);
  const configuration = await configurationOf(ctx);
  const byField = async (kind: string, field: string) =>
    new Map((await configuration.rows(kind)).map((row) => [row[field] as string, row['id'] as string]));
  const [matrix] = await configuration.rows('priority-matrix');
  return {
    users,
    desk,
    second,
    services: serviceIds,
    items: itemsOf,
    categories: await byField('category', 'name'),
    reasons: await byField('pending-reason', 'code'),
    rule: assigning,
    matrix: matrix?.['cells'] as number[][],
  };
}

type Add = (kind: string, values: Row) => Promise<string>;

async function customerKeys(ctx: Context, ids: readonly string[]): Promise<number[]> {
  forgetEpochs(ctx);
  const configuration = await configurationOf(ctx);
  const rows = await Promise.all(ids.map((id) => configuration.find('organisation', id)));
  return rows.map((row) => row?.['customerKey'] as number);
}

/** Agents work for the installation's own unit; before the set-up there is none yet. */
async function providerOf(ctx: Context, add: Add): Promise<string> {
  const rows = await (await configurationOf(ctx)).rows('organisation');
  const unit = rows.find((row) => row['kind'] === 'unit');
  return (
    (unit?.['id'] as string | undefined) ?? add('organisation', { name: provider.name, kind: 'unit', country: 'SK' })
  );
}

/** Name of the rule by which the made-up desk gets its cases. */
const assigning = `Cases of ${companies[0].name}`;

/**
 * The made-up agents, in groups of their own: the groups that are there already stay as they are. Who works at the
 * installation's first group belongs to the made-up desk too, so that its cases are in their queue.
 */
async function staff(
  ctx: Context,
  add: Add,
  { home, roles, serves }: { home: string; roles: ReadonlyMap<string, string>; serves: string[] },
) {
  const ids: string[] = [];
  for (const [index, name] of agents.entries()) {
    const lead = index === 0 || index === atDesk;
    const language = index === 5 || index === 9 || index > 11 ? 'en' : 'sk';
    const email = `${address(name)}@${provider.domain}`;
    const person = await add('person', { name, email, organisation: home, language });
    await add('membership', { person, organisation: home, role: roles.get(lead ? 'lead' : 'agent') });
    ids.push(person);
  }
  const [first] = (await (await configurationOf(ctx)).rows('group')).toSorted(
    (a, b) => (a['tier'] as number) - (b['tier'] as number),
  );
  const known = (first?.['members'] as string[] | undefined) ?? [];
  const group = async (tier: number, name: string, people: string[], others: readonly string[]) => {
    const members = [...people, ...others];
    return { id: await add('group', { name, tier, members, serves, lead: people[0] }), agents: people };
  };
  return {
    desk: await group(1, `${provider.name}: desk`, ids.slice(0, atDesk), known),
    second: await group(2, `${provider.name}: specialists`, ids.slice(atDesk), []),
  };
}

/** So many of the agents sit at the desk. */
const atDesk = 7;

async function customerPeople(
  add: Add,
  random: Random,
  where: { organisations: string[]; customers: number[]; locations: string[]; roles: ReadonlyMap<string, string> },
): Promise<User[]> {
  const users: User[] = [];
  let manager: string | null = null;
  for (const [index, name] of [...slovakUsers, ...otherUsers].entries()) {
    const at = index === 0 ? 0 : index % companies.length;
    const organisation = where.organisations[at] as string;
    const location = where.locations[random.between(0, places.length - 1)] as string;
    const language = index < slovakUsers.length ? 'sk' : 'en';
    const { title = random.pick(titles), vip = false, handling = null } = special[name] ?? {};
    const id = await add('person', {
      name,
      email: `${address(name)}@${companies[at]?.domain}`,
      phone: `+421 2 5550 ${String(1000 + index)}`,
      title,
      organisation,
      location,
      manager,
      language,
      timeZone: 'Europe/Bratislava',
      vip,
      specialHandling: handling,
    });
    manager ??= id;
    const role = index > 0 && index < companies.length ? 'contact' : 'user';
    await add('membership', { person: id, organisation, role: where.roles.get('user') });
    if (role === 'contact') await add('membership', { person: id, organisation, role: where.roles.get('contact') });
    users.push({ id, organisation, customer: where.customers[at] as number, location, language, vip, computer: null });
  }
  return users;
}

async function configurationItems(
  add: Add,
  random: Random,
  where: { serviceIds: ReadonlyMap<ServiceKey, string>; users: User[]; locations: string[] },
): Promise<Map<ServiceKey, { id: string; name: string }[]>> {
  const found = new Map<ServiceKey, { id: string; name: string }[]>();
  for (const { service, class: kind, name: prefix, count } of items) {
    for (let nth = 1; nth <= count; nth++) {
      const name = `${prefix}${String(nth).padStart(prefix.endsWith('-') ? 3 : 1, '0')}`;
      const user = prefix === 'NB-' ? where.users[(nth * 2) % where.users.length] : undefined;
      const id = await add('configuration-item', {
        name,
        class: kind,
        service: where.serviceIds.get(service),
        owner: user?.id ?? null,
        location: user?.location ?? random.pick(where.locations),
        serialNumber: `SN${random.between(10_000_000, 99_999_999)}`,
      });
      if (user) user.computer = id;
      found.set(service, [...(found.get(service) ?? []), { id, name }]);
    }
  }
  return found;
}

/** `Ľubomír Polák` → `lubomir.polak` */
function address(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i');
  return plain.replaceAll(/[^a-z ]/g, '').replaceAll(' ', '.');
}
