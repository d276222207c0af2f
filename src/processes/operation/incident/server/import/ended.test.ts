import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClocks } from '#/capabilities/clocks/server/read-clocks.ts';
import { calendarOf } from '#/processes/operation/incident/server/queries/calendar-of.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

let files = 0;
const table = (rows: readonly string[]) =>
  at.file(`ended-${(files += 1)}.csv`, ['Number,Title,State,Opened,Resolved,Closed', ...rows, ''].join('\n'));
const clocksOf = async (number: string) => {
  const [row] = await at.desk.owner<{ id: string }>('select id from incident where number = $1', [number]);
  return await readClocks(at.desk.system(wednesday), row?.id ?? '', calendarOf);
};

describe('cases that are over, of which the source does not say since when', () => {
  it('are told apart from those that were solved in no time: no clocks, and a word in the report', async () => {
    const file = await table([
      'E-1,No end at all,Closed,2026-02-02T08:00:00Z,,',
      'E-2,Solved some day,Resolved,2026-02-02T08:00:00Z,,',
      'E-3,Called off some day,Cancelled,2026-02-02T08:00:00Z,,',
      'E-4,Known,Closed,2026-02-02T08:00:00Z,2026-02-02T09:00:00Z,2026-02-03T09:00:00Z',
      'E-5,Still open,New,2026-02-02T08:00:00Z,,',
    ]);
    const dry = await at.bringIn(file, { dry: true });
    const run = await at.bringIn(file);
    expect(run.counts).toMatchObject({
      created: 5,
      dropped: { closedAt: { 'end-unknown': 2 }, resolvedAt: { 'end-unknown': 1 } },
    });
    expect(dry.counts).toEqual(run.counts);
    for (const number of ['E-1', 'E-2', 'E-3']) expect(await clocksOf(number)).toEqual([]);
    expect((await clocksOf('E-4')).find(({ kind }) => kind === 'resolution')).toMatchObject({ actual: 3_600_000 });
    expect((await clocksOf('E-5')).map(({ state }) => state)).toContain('running');
  });

  it('say which of two times stands for the other', async () => {
    const file = await table([
      'E-6,Closed alone,Closed,2026-02-02T08:00:00Z,,2026-02-02T11:00:00Z',
      'E-7,Solved alone,Closed,2026-02-02T08:00:00Z,2026-02-02T11:00:00Z,',
    ]);
    const run = await at.bringIn(file);
    expect(run.counts.dropped).toEqual({ resolvedAt: { 'as-closed': 1 }, closedAt: { 'as-solved': 1 } });
    for (const number of ['E-6', 'E-7'])
      expect((await clocksOf(number)).find(({ kind }) => kind === 'resolution')).toMatchObject({
        state: 'stopped',
        actual: 3 * 3_600_000,
      });
  });

  it('were open in an earlier file: over since the file that says so came in', async () => {
    const rows = (state: string, title = 'Some day', closed = '') =>
      table([`E-8,${title},${state},2026-02-02T08:00:00Z,,${closed}`]);
    const standing = async () =>
      (
        await at.desk.owner<Record<string, unknown>>(
          "select state, title, resolved_at as solved, closed_at as closed from incident where number = 'E-8'",
        )
      )[0];
    const later = (days: number) => wednesday + days * 86_400_000;
    const on = (days: number) => new Date(later(days)).toISOString();
    await at.bringIn(await rows('In progress'));
    const solved = await at.bringIn(await rows('Resolved'), { now: later(1) });
    expect(solved.counts).toMatchObject({ updated: 1, dropped: {} });
    expect(await standing()).toMatchObject({ state: 'resolved', solved: on(1), closed: null });
    expect((await clocksOf('E-8')).find(({ kind }) => kind === 'resolution')).toMatchObject({ stoppedAt: on(1) });
    await at.bringIn(await rows('Closed'), { now: later(2) });
    await at.bringIn(await rows('Closed', 'Another title'), { now: later(3) });
    expect(await standing()).toEqual({ state: 'closed', title: 'Another title', solved: on(1), closed: on(2) });
    // A time that the file says holds against that.
    await at.bringIn(await rows('Closed', 'Another title', on(1)), { now: later(4) });
    expect(await standing()).toMatchObject({ closed: on(1) });
  });
});
