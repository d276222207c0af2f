import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import type { Context } from '#/record/server/context.ts';
import { countRecords } from '#/record/server/read/list.ts';
import { ownFilter } from './count-by-filters.ts';
import { incidentType } from './incident-type.ts';
import { overview } from './overview.ts';

// The days that somebody writes are those of the times that they are shown.

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  // Half past midnight of the eleventh in Bratislava, the tenth in Lisbon.
  const at = Date.parse('2026-03-10T23:30:00Z');
  await desk.does('agent', 'create', null, { title: 'At night', affectedUser: desk.ids.user }, at);
});
afterAll(() => desk.drop());

const noon = Date.parse('2026-03-11T12:00:00Z');
const inZone = async (timeZone: string, now = noon): Promise<Context> => {
  const ctx = await desk.as('lead', now);
  return { ...ctx, actor: { ...ctx.actor, timeZone } };
};
const found = (ctx: Context, filter: string) => {
  const type = incidentType(ctx);
  return countRecords(ctx, type, { filter: ownFilter(type, filter) });
};

describe('a day in a filter', () => {
  it.each([
    ['Europe/Bratislava', 'openedAt = 2026-03-11', 1],
    ['Europe/Bratislava', 'openedAt = 2026-03-10', 0],
    ['Europe/Bratislava', 'openedAt >= 2026-03-11', 1],
    ['Europe/Bratislava', 'openedAt = today', 1],
    ['Europe/Lisbon', 'openedAt = 2026-03-11', 0],
    ['Europe/Lisbon', 'openedAt = 2026-03-10', 1],
    ['Europe/Lisbon', 'openedAt = today', 0],
  ])('is one of who asks: in %s %s finds %i', async (zone, filter, count) => {
    expect(await found(await inZone(zone), filter)).toBe(count);
  });
});

describe('a day of the overview', () => {
  it('is one of who looks, and opens what it counts', async () => {
    for (const [zone, date] of [
      ['Europe/Bratislava', '2026-03-11'],
      ['Europe/Lisbon', '2026-03-10'],
    ] as const) {
      const ctx = await inZone(zone);
      const { days } = await overview(ctx, { days: 7 });
      const counted = days.find(({ opened }) => opened.count > 0);
      expect(counted?.date).toBe(date);
      expect(await found(ctx, counted?.opened.filter ?? '')).toBe(1);
    }
  });

  it('is today until midnight there', async () => {
    const late = await inZone('Europe/Bratislava', Date.parse('2026-03-11T22:59:00Z'));
    expect((await overview(late, { days: 7 })).days.at(-1)?.date).toBe('2026-03-11');
    const later = await inZone('Europe/Bratislava', Date.parse('2026-03-11T23:01:00Z'));
    expect((await overview(later, { days: 7 })).days.at(-1)?.date).toBe('2026-03-12');
  });
});
