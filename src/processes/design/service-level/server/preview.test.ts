import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { previewClocks } from './preview.ts';
import { recomputeClocks } from './recompute.ts';

const minute = 60_000;
const [rules] = clockRules;
if (!rules) throw new Error('no clocks');

let desk: Desk;
let ordinary: Record<string, unknown>;
let calendar: Record<string, unknown>;
beforeAll(async () => {
  desk = await openDesk();
  const configuration = await configurationOf(desk.system());
  const rows = await configuration.rows('clock-policy');
  ordinary = rows.find((row) => row['order'] === 1000) ?? {};
  calendar = (await configuration.find('calendar', ordinary['calendar'] as string)) ?? {};
  for (let nth = 0; nth < 4; nth += 1) {
    await desk.does('agent', 'create', null, { title: `Case ${nth}`, channel: 'email', affectedUser: desk.ids.user });
  }
  const { id } = await desk.does('agent', 'create', null, {
    title: 'Solved',
    channel: 'email',
    affectedUser: desk.ids.user,
  });
  await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Done.' });
}, 60_000);
afterAll(() => desk.drop());

const dues = () =>
  desk.owner<{ item: string; kind: string; due: string | null }>(
    `select item, kind, due_at as due from clock where running = 'running' order by item, kind`,
  );
const later = tuesday + 60 * minute;

describe('a changed policy', () => {
  it('shows which running clocks would move, changes nothing, and moves exactly those when it is saved', async () => {
    const targets = [
      { priority: 4, clock: 'response', amount: 30, unit: 'minutes' },
      { priority: 4, clock: 'resolution', amount: 2880, unit: 'minutes' },
    ];
    const before = await dues();
    const proposal = { kind: 'clock-policy' as const, id: ordinary['id'] as string, values: { targets } };
    const preview = await previewClocks(await desk.as('lead', later), rules, proposal);
    expect(preview).toMatchObject({ running: 8, moved: 4, overdue: 4, hidden: 0 });
    const unread = await previewClocks(await desk.as('administrator', later), rules, proposal);
    expect(unread).toEqual({ ...preview, hidden: 4, examples: [] });
    expect(preview.examples.every(({ clock }) => clock === 'response')).toBe(true);
    expect(await dues()).toEqual(before);

    await desk.does('administrator', 'clock-policy.edit', ordinary['id'] as string, { targets }, later);
    const moved = await desk.database.transaction({ kind: 'staff' }, (tx) =>
      recomputeClocks({ ...desk.system(later), tx }, rules),
    );
    expect(moved).toBe(4);
    const after = await dues();
    const expected = preview.examples.map(({ to }) => to).toSorted();
    const responses = after.filter(({ kind }) => kind === 'response').map(({ due }) => due);
    expect(responses.toSorted()).toEqual(expected);
    expect(after.filter(({ kind }) => kind === 'resolution')).toEqual(
      before.filter(({ kind }) => kind === 'resolution'),
    );
  });
});

describe('a proposed policy about words', () => {
  it('tells nobody which of them stand in cases that they may not read', async () => {
    const moved = async (who: 'lead' | 'administrator', where: string) => {
      const targets = [{ priority: 4, clock: 'response', amount: 7, unit: 'minutes' }];
      const { kind, calendar: hours, thresholds, respectHours } = ordinary;
      const values = { name: 'Try', kind, where, calendar: hours, targets, thresholds, respectHours, order: 1 };
      const proposal = { kind: 'clock-policy' as const, id: null, values };
      return (await previewClocks(await desk.as(who, later), rules, proposal)).moved;
    };
    expect(await moved('lead', "title ~ 'Case 1'")).toBe(2);
    expect(await moved('administrator', "title ~ 'Case 1'")).toBe(0);
    expect(await moved('administrator', "not title ~ 'Case 1'")).toBe(
      await moved('administrator', "not title ~ 'xyz'"),
    );
  });
});

describe('a changed calendar', () => {
  it('moves deadlines that lie behind a new holiday', async () => {
    const versions = structuredClone(calendar['versions']) as { holidays: { date: string; name: string }[] }[];
    versions[0]?.holidays.push({ date: '2026-03-11', name: 'Day off' });
    const proposal = { kind: 'calendar' as const, id: calendar['id'] as string, values: { versions } };
    const preview = await previewClocks(await desk.as('lead', later), rules, proposal);
    expect(preview.moved).toBe(4);
    expect(new Set(preview.examples.map(({ clock }) => clock))).toEqual(new Set(['resolution']));
  });
});
