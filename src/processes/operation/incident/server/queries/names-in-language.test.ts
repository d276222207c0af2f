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
