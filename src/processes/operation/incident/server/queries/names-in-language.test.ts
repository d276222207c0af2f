import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { readTimeline } from '#/capabilities/history/server/timeline.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';
import { getNamed } from '#/record/server/read/get.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { incidentType } from './incident-type.ts';

let desk: Desk;
let id: string;
let category: Record<string, unknown>;
let reason: Record<string, unknown>;
beforeAll(async () => {
  desk = await openDesk();
  const configuration = await configurationOf(desk.system());
  category = (await configuration.rows('category')).find((row) => row['nameSk']) ?? {};
  reason = (await configuration.rows('pending-reason')).find((row) => row['code'] === 'supplier') ?? {};
  const values = { title: 'Two languages', affectedUser: desk.ids.user, category: category['id'] };
  id = (await desk.does('agent', 'create', null, values)).id;
  await desk.does('agent', 'wait', id, { reason: reason['id'], message: 'We ask the supplier.' });
});
afterAll(() => desk.drop());

async function reader(language: string): Promise<Context> {
  const ctx = await desk.as('agent');
  return { ...ctx, actor: { ...ctx.actor, language } };
}

it.each([
  ['sk', 'nameSk'],
  ['en', 'name'],
])('categories and pending reasons are called by their names in the reader’s language: %s', async (language, field) => {
  const ctx = await reader(language);
  const said = { [String(category['id'])]: category[field], [String(reason['id'])]: reason[field] };
  expect(Object.values(said).every((name) => typeof name === 'string' && name !== '')).toBe(true);
  const sources = [
    await getNamed(ctx, incidentType(ctx), id),
    await listRecords(ctx, incidentType(ctx), { named: true }),
    await readTimeline(ctx, id, { before: undefined, limit: 50 }),
  ];
  for (const { names } of sources) {
    const titles = Object.fromEntries(Object.keys(said).map((one) => [one, names[one]?.title]));
    expect(titles).toEqual(said);
  }
  // People are called the same everywhere.
  expect(sources[0]?.names[desk.ids.user]?.title).toBe('Uma User');
});

it('whatever has a name in two languages is found by either of them', async () => {
  await desk.does('administrator', 'custom-field.create', null, {
    record: 'incident',
    key: 'building',
    label: 'Building',
    labelSk: 'Budova',
    kind: 'text',
  });
  const ctx = desk.system();
  const twice = [...ctx.kit.types.values()].flatMap((type) => {
    const { fields } = type.definition;
    const names = ['name', 'label'].filter((name) => fields[name] && fields[`${name}Sk`]);
    return names.map((name) => ({ type, name, slovak: `${name}Sk` }));
  });
  expect(twice.map(({ type }) => type.definition.name)).toEqual(
    expect.arrayContaining(['category', 'pending-reason', 'custom-field']),
  );
  for (const { type, name, slovak } of twice) {
    const { rows } = await listRecords(ctx, type, {});
    const called = rows.find((row) => row[slovak]);
    for (const search of [called?.[name], called?.[slovak]] as string[]) {
      const found = await listRecords(ctx, type, { search });
      expect(
        found.rows.map((row) => row['id']),
        search,
      ).toContain(called?.['id']);
    }
  }
});
