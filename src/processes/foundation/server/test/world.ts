import { perform } from '#/record/server/commit/perform.ts';
import type { Installation } from './installation.ts';

/** Numbers that look random and come again for the same seed (mulberry32). */
export function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const chance = (share: number) => next() < share;
  const one = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const some = <T>(from: readonly T[], share: number): T[] => from.filter(() => chance(share));
  return { below, chance, one, some };
}

/** A generated installation: who there is, and what there is to see. */
export interface World {
  customers: string[];
  people: string[];
  incidents: string[];
}

/** Fills an installation with customers in trees, people in several roles, groups, incidents, watchers. */
export async function populate(
  desk: Installation,
  seed: number,
  size: { people: number; incidents: number },
): Promise<World> {
  const { below, chance, one, some } = generator(seed);
  const customers: string[] = [];
  for (let index = 0; index < 7; index++) {
    customers.push(await desk.customer(`C${index}`, customers.length > 0 && chance(0.5) ? one(customers) : undefined));
  }
  const people: string[] = [];
  for (let index = 0; index < size.people; index++) {
    const person = await desk.person(`P${index}`, chance(0.4) ? desk.provider : one(customers));
    people.push(person);
    const held = new Set<string>();
    for (let roles = below(4); roles > 0; roles--) {
      const code = one(['user', 'contact', 'agent', 'lead', 'administrator', 'auditor', 'contact', 'agent']);
      const at = chance(0.5) ? desk.provider : one(customers);
      if (!held.has(code + at)) await desk.member(person, code, at);
      held.add(code + at);
    }
  }
  const groups: string[] = [];
  for (let index = 0; index < 5; index++) {
    const serves = chance(0.2) ? [] : [one(customers), ...some(customers, 0.15)];
    groups.push(
      await desk.create('group', { name: `G${index}`, members: some(people, 0.25), serves: [...new Set(serves)] }),
    );
  }
  const incidents: string[] = [];
  for (let index = 0; index < size.incidents; index++) {
    const id = await desk.create('incident', {
      title: `I${index}`,
      customer: one(customers),
      priority: 1 + below(5),
      affectedUser: chance(0.7) ? one(people) : null,
      requester: chance(0.5) ? one(people) : null,
      group: chance(0.6) ? one(groups) : null,
      assignee: chance(0.4) ? one(people) : null,
    });
    incidents.push(id);
    for (const person of some(people, 0.08)) {
      await desk.database.owner(
        `insert into item_access (item, person, reason, customer, at)
          select $1, $2, $3, customer, now() from item where id = $1`,
        [id, person, one(['watcher', 'participant', 'mentioned'])],
      );
    }
  }
  // Some of it ends again.
  await perform(desk.system, 'group', 'retire', one(groups), {});
  return { customers, people, incidents };
}
