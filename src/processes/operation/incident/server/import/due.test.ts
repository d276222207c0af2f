import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';
import { wrongDues } from '../test/wrong-dues.ts';
import type { Importing } from './test/importing.ts';
import { openImporting } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const dues = async () => {
  const rows = await at.desk.owner<{ number: string; due: string | null }>(
    "select number, due_at as due from incident where number like 'X-%' order by number",
  );
  return Object.fromEntries(rows.map(({ number, due }) => [number, due]));
};
const csv = (title: string, impact: string, state: string) =>
  `Number,Title,Status,Opened,Closed,Impact\nX-1,${title},${state},2026-03-10T08:00:00Z,,${impact}\n` +
  'X-2,The other,Closed,2026-02-02T08:00:00Z,2026-02-03T08:00:00Z,Low\n';

describe('when a case that was brought in is due next', () => {
  it('is what its computed clocks say', async () => {
    const run = await at.bringIn(await at.file('log.xes', [...generateIncidentLog({ seed: 7, cases: 120 })].join('')));
    expect(await wrongDues(at.desk)).toEqual([]);
    const [counted] = await at.desk.owner(
      'select count(*)::int > 50 as over, count(due_at)::int > 0 as due from incident',
    );
    expect(counted).toEqual({ over: true, due: true });
    await at.takeBack(run.id);
  });

  it('follows a second run and goes back with it, and is itself no difference between two files', async () => {
    const first = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Low', 'Open')));
    const before = await dues();
    expect(before).toEqual({ 'X-1': expect.any(String), 'X-2': null });
    const second = await at.bringIn(await at.file('second.csv', csv('Slow mail', 'High', 'Open')));
    expect(second.counts).toMatchObject({ updated: 1, unchanged: 1 });
    const moved = await dues();
    expect(moved['X-1']).not.toBe(before['X-1']);
    expect(await wrongDues(at.desk)).toEqual([]);
    await at.takeBack(second.id);
    expect(await dues()).toEqual(before);
    expect(await wrongDues(at.desk)).toEqual([]);
    const told = await at.desk.owner(`select 1 from history where payload::text like '%dueAt%'`);
    expect(told).toEqual([]);
    // Another switch-over writes the same case differently, and changes nothing of it.
    const later = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Low', 'Open')), {
      switchOver: Date.UTC(2026, 2, 20),
    });
    expect(later.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect(await wrongDues(at.desk)).toEqual([]);
    await at.takeBack(first.id, true);
  });
});
