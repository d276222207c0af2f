import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readClocks } from '#/capabilities/clocks/server/read-clocks.ts';
import { calendarOf } from '#/processes/operation/incident/server/queries/calendar-of.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';
import { eventMapping, eventTable } from './test/event-table.ts';
import type { EventRow } from './test/event-table.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const minute = 60_000;
let last = '';
afterEach(() => at.takeBack(last, true));
async function bringIn(rows: readonly Omit<EventRow, 'number'>[]) {
  const numbered = rows.map((row) => ({ number: 'G-1', ...row }));
  const run = await at.bringIn(await at.file('given.csv', eventTable(numbered)), { mapping: eventMapping(true) });
  last = run.id;
  const [row] = await at.desk.owner<Record<string, string | null>>(
    "select id, state, opened_at as opened, resolved_at as solved, closed_at as closed from incident where number = 'G-1'",
  );
  const clocks = await readClocks(at.desk.system(wednesday), row?.['id'] ?? '', calendarOf);
  return { run, row, resolution: clocks.find(({ kind }) => kind === 'resolution') };
}
const on = (time: string) => `2026-02-02T${time}:00.000Z`;

describe('times that a source with events says by itself', () => {
  const given = { opened: on('07:58'), solved: on('09:30'), closed: on('11:00') };

  it('win over what the events imply, for the case and for its clocks', async () => {
    const { run, row, resolution } = await bringIn([
      { state: 'New', at: on('08:00'), ...given },
      { state: 'Active', at: on('09:00'), ...given },
      { state: 'Resolved', at: on('09:31'), ...given },
      { state: 'Closed', at: on('11:02'), ...given },
    ]);
    expect(row).toMatchObject({ state: 'closed', ...given });
    expect(resolution).toMatchObject({ startedAt: given.opened, actual: 92 * minute, state: 'stopped' });
    expect(run.counts).toMatchObject({ events: 4, dropped: {} });
  });

  it('give clocks to a case whose first event ends it already, and an opening to its history', async () => {
    const { row, resolution } = await bringIn([{ state: 'Resolved', at: on('09:30'), ...given, closed: '' }]);
    expect(row).toMatchObject({ state: 'resolved', opened: given.opened, solved: given.solved });
    expect(resolution).toMatchObject({ startedAt: given.opened, actual: 92 * minute, state: 'stopped', met: true });
    const states = await at.desk.owner<{ at: string; to: string }>(
      `select at, payload #>> '{changes,state,1}' as to from history where item = $1 and payload -> 'changes' ? 'state' order by id`,
      [row?.['id']],
    );
    expect(states.map(({ at: when, to }) => [when, to])).toEqual([
      [given.opened, 'new'],
      [on('09:30'), 'resolved'],
    ]);
  });

  it('are heard by the clocks within what the events say, also where the solution lies before another event', async () => {
    const { row, resolution } = await bringIn([
      { state: 'New', at: on('08:00'), ...given },
      { state: 'Active', at: on('09:45'), ...given },
      { state: 'Closed', at: on('11:00'), ...given },
    ]);
    expect(row).toMatchObject(given);
    expect(resolution).toMatchObject({ actual: 92 * minute });
  });

  it('solve a case that was closed at once when it was closed', async () => {
    const { row } = await bringIn([
      { state: 'New', at: on('08:00'), closed: on('10:58') },
      { state: 'Closed', at: on('11:00'), closed: on('10:58') },
    ]);
    expect(row).toMatchObject({ opened: on('08:00'), solved: on('10:58'), closed: on('10:58') });
  });

  it('that do not go with the state, or contradict each other, are left out and counted', async () => {
    const open = await bringIn([{ state: 'Active', at: on('08:00'), solved: on('07:00') }]);
    expect(open.row).toMatchObject({ opened: on('08:00'), solved: null });
    expect(open.run.counts.dropped).toEqual({ resolvedAt: { 'not-over': 1 } });
    await at.takeBack(last, true);
    const wrong = { opened: on('10:00'), solved: on('09:00') };
    const contradicting = await bringIn([
      { state: 'New', at: on('08:00'), ...wrong },
      { state: 'Resolved', at: on('09:30'), ...wrong },
    ]);
    expect(contradicting.row).toMatchObject({ opened: on('08:00'), solved: on('09:30') });
    expect(contradicting.run.counts.dropped).toEqual({
      openedAt: { 'times-contradict': 1 },
      resolvedAt: { 'times-contradict': 1 },
    });
  });
});
