import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import type { Context } from '#/record/server/context.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { countRecords } from '#/record/server/read/list.ts';
import type { Counted, Overview } from '#/processes/operation/incident/shared/overview.ts';
import { ownFilter } from './count-by-filters.ts';
import { incidentType } from './incident-type.ts';
import { overview } from './overview.ts';

// Conditions about clocks ask by the database's time, so that this desk works today.
const now = Date.now();
const day = 86_400_000;
const hour = 3_600_000;

let desk: Desk;
let lead: Context;
beforeAll(async () => {
  desk = await openDesk();
  lead = await desk.as('lead', now);
  const create = async (ago: number, input = {}) =>
    (await desk.does('agent', 'create', null, { title: 'x', affectedUser: desk.ids.user, ...input }, now - ago)).id;
  const resolve = (id: string, ago: number) =>
    desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Done', cause: 'Wear' }, now - ago);
  await create(hour, { impact: 1, urgency: 1 });
  await create(2 * day);
  await create(5 * day, { impact: 2, urgency: 1 });
  await create(20 * day);
  await create(60 * day);
  await resolve(await create(3 * day), 2 * day);
  await resolve(await create(45 * day), 40 * day);
  const bounced = await create(4 * day);
  for (const group of [desk.ids.second, desk.ids.desk])
    await desk.does('agent', 'assign', bounced, { group }, now - 3 * day);
  await resolve(bounced, 2 * day);
  const reopened = await create(4 * day);
  await resolve(reopened, 3 * day);
  await perform(await desk.as('user', now - 2 * day), 'incident', 'reopen', reopened, { message: 'Still dark' });
  await resolve(reopened, day);
  await desk.does('agent', 'assign', await create(6 * day), { group: desk.ids.second }, now - 5 * day);
});
afterAll(() => desk.drop());

function numbers(of: Overview): Counted[] {
  return [
    ...Object.values(of.now),
    ...of.open.flatMap(({ bands }) => bands),
    ...of.days.flatMap(({ opened, resolved }) => [opened, resolved]),
    of.reassigned,
    of.pingPong,
    ...[of.firstContact, of.reopened].flatMap((rate) => [rate.of, rate.counted]),
  ];
}

describe('the overview', () => {
  it('says how the desk stands', async () => {
    const seen = await overview(lead, { days: 30 });
    expect(seen.now).toMatchObject({ open: { count: 6 }, atRisk: { count: expect.any(Number) } });
    // Priority 1 runs around the clock, and is due in four hours at the latest.
    expect(seen.now.atRisk.count).toBeGreaterThanOrEqual(1);
    expect(seen.open.find(({ priority }) => priority === 1)?.bands[0]).toMatchObject({ band: 'day', count: 1 });
    expect(seen.open.flatMap(({ bands }) => bands).reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(seen.days).toHaveLength(30);
    expect(seen.days.reduce((sum, { opened }) => sum + opened.count, 0)).toBe(8);
    expect(seen.days.reduce((sum, { resolved }) => sum + resolved.count, 0)).toBe(3);
    expect(seen.reassigned.count).toBe(2);
    expect(seen.pingPong.count).toBe(1);
    expect(seen.firstContact).toMatchObject({ value: 1 / 3, counted: { count: 1 }, of: { count: 3 } });
    expect(seen.reopened).toMatchObject({ value: 1 / 3, counted: { count: 1 } });
  });

  it('opens behind every number exactly as many records as it says, of the desk and of a group', async () => {
    const type = incidentType(lead);
    for (const group of [undefined, desk.ids.second]) {
      for (const { count, filter } of numbers(await overview(lead, { days: 7, group }))) {
        expect([filter, await countRecords(lead, type, { filter: ownFilter(type, filter) })]).toEqual([filter, count]);
      }
    }
    expect((await overview(lead, { days: 7, group: desk.ids.second })).now.open.count).toBe(1);
  });

  it('counts nothing that one may not see, and shares of nothing are no number', async () => {
    await perform(desk.system(now), 'group', 'edit', desk.ids.desk, { serves: [desk.ids.other] });
    const seen = await overview(await desk.as('lead', now), { days: 30 });
    expect(numbers(seen).every(({ count }) => count === 0)).toBe(true);
    expect(seen.firstContact.value).toBeNull();
    await expect(overview(lead, { days: 3, group: 'x' })).rejects.toMatchObject({ code: 'bad-request' });
  });
});
