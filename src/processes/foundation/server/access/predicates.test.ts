import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileFilter, matches, parseFilter } from '#/engines/filter/filter.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { listRecords } from '#/record/server/read/list.ts';
import type { SignedContext } from '../api.ts';
import { installation, kit, noon } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';
import { generator, populate } from '../test/world.ts';
import type { World } from '../test/world.ts';

const long = process.env['MAINSTAY_LONG'] === '1';
let desk: Installation;
let world: World;
let records: Row[];
const actors: SignedContext[] = [];
const type = kit.types.get('incident') as NonNullable<ReturnType<typeof kit.types.get>>;

beforeAll(async () => {
  desk = await installation();
  world = await populate(desk, 20_261_121, long ? { people: 60, incidents: 150 } : { people: 24, incidents: 60 });
  const { rows } = await listRecords(desk.system, type, { limit: 200 });
  const involved = await desk.database.owner<{ item: string; people: string[] }>(
    "select item, array_agg(person) as people from item_access where reason in ('watcher', 'participant') group by item",
  );
  const byItem = new Map(involved.map(({ item, people }) => [item, people]));
  records = rows.map((row) => ({ ...row, $involved: byItem.get(row['id'] as string) ?? [] }));
  for (const person of world.people) actors.push(await desk.as(person));
});
afterAll(() => desk.drop());

async function bySql(text: string, ctx: SignedContext): Promise<string[]> {
  const parsed = parseFilter(text, type.filters);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const parameters = new Parameters();
  const where = compileFilter(parsed.filter, type.filters, {
    alias: 'r',
    now: noon,
    actor: ctx.actor.attributes,
    param: parameters.value,
  });
  const rows = await desk.access.database.read<{ id: string }>(
    { kind: 'staff' },
    { sql: `select r.id from incident r where ${where} order by r.id`, parameters: parameters.values },
  );
  return rows.map(({ id }) => id);
}

function inMemory(text: string, ctx: SignedContext): string[] {
  const parsed = parseFilter(text, type.filters);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const context = { now: noon, actor: ctx.actor.attributes, schema: type.filters };
  return records
    .filter((record) => matches(parsed.filter, record, context))
    .map((record) => record['id'] as string)
    .toSorted();
}

const conditions = ['is:involved', 'is:served', 'is:contact', 'is:mine', 'is:my-groups'];

describe('the conditions of grants', () => {
  it.each(conditions)(
    '%s says the same in memory and in the database, and not the same of everything',
    async (text) => {
      let some = 0;
      for (const ctx of actors) {
        const expected = await bySql(text, ctx);
        expect(inMemory(text, ctx)).toEqual(expected);
        if (expected.length > 0 && expected.length < records.length) some++;
      }
      expect(some).toBeGreaterThan(0);
    },
  );

  it('say the same joined and turned round, in any way', async () => {
    const { below, chance, one } = generator(7);
    const leaf = () =>
      chance(0.75)
        ? one(conditions)
        : one(['priority <= 2', 'assignee is empty', 'group in my.groups', 'assignee = me']);
    const write = (depth: number): string => {
      if (depth === 0 || chance(0.3)) return leaf();
      if (chance(0.3)) return `not (${write(depth - 1)})`;
      return `(${Array.from({ length: 2 + below(2) }, () => write(depth - 1)).join(chance(0.5) ? ' and ' : ' or ')})`;
    };
    for (let round = 0; round < (long ? 5000 : 300); round++) {
      const text = write(3);
      const ctx = one(actors);
      expect({ text, found: inMemory(text, ctx) }).toEqual({ text, found: await bySql(text, ctx) });
    }
  });

  it('hold for nobody in particular where nobody asks', async () => {
    const nobody = { ...actors[0], actor: { ...actors[0]?.actor, attributes: {} } } as SignedContext;
    for (const text of conditions) {
      expect(await bySql(text, nobody)).toEqual([]);
      expect(inMemory(text, nobody)).toEqual([]);
    }
  });

  it('count nobody as involved for having been mentioned', async () => {
    const [mentioned] = await desk.database.owner<{ item: string; person: string }>(
      `select m.item, m.person from item_access m join incident i on i.id = m.item
        where m.reason = 'mentioned' and m.person is distinct from i.affected_user and m.person is distinct from i.requester
        and not exists (select 1 from item_access o where o.item = m.item and o.person = m.person and o.reason <> 'mentioned')`,
    );
    const ctx = actors.find(({ actor }) => actor.person === mentioned?.person) as SignedContext;
    expect(await bySql('is:involved', ctx)).not.toContain(mentioned?.item);
  });
});

describe('who is involved', () => {
  it('is found by the index of each way of being involved', async () => {
    // So many rows that reading all of them is never the better plan.
    await desk.database
      .owner(`insert into incident (id, number, customer, state, title, customer_organisation, channel, impact,
        urgency, priority, calculated_priority, opened_at, reopened_count, reassigned_count, created_at, updated_at, told_at, affected_user)
      select gen_random_uuid(), 'X' || n, customer, state, title, customer_organisation, channel, 3, 3, 3, 3, opened_at, 0, 0,
        now(), now(), now(), null from generate_series(1, 20000) n, lateral (select * from incident order by id limit 1) one`);
    await desk.database.owner('analyze incident');
    const ctx = actors[0] as SignedContext;
    const parameters = new Parameters();
    const parsed = parseFilter('is:involved', type.filters);
    if (!parsed.ok) throw new Error('unreadable');
    const where = compileFilter(parsed.filter, type.filters, {
      alias: 'r',
      now: noon,
      actor: ctx.actor.attributes,
      param: parameters.value,
    });
    for (const wall of [
      { kind: 'staff' },
      { kind: 'customer', customer: 1 },
      { kind: 'customers', customers: [1, 2] },
    ] as const) {
      const plan = await desk.access.database.read<{ 'QUERY PLAN': string }>(wall, {
        sql: `explain select r.id from incident r where ${where} order by r.opened_at desc, r.id desc limit 50`,
        parameters: parameters.values,
      });
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      expect(text).not.toMatch(/Seq Scan on incident/);
      expect(text).toMatch(/incident_affected/);
      expect(text).toMatch(/incident_requester/);
    }
  });
});
