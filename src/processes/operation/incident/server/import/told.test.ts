import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';
import { wrongTold } from '../test/wrong-told.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const now = new Date(wednesday).toISOString();
const told = async () => {
  const rows = await at.desk.owner<{ number: string; at: string }>(
    "select number, told_at as at from incident where number like 'X-%' order by number",
  );
  return Object.fromEntries(rows.map((row) => [row.number, row.at]));
};
const csv = (title: string, cause: string, closed = '') =>
  `Number,Title,Status,Opened,Closed,Cause\nX-1,${title},${closed ? 'Closed' : 'Open'},2026-03-09T08:00:00Z,${closed},${cause}\n` +
  `X-2,The other,Closed,2026-02-02T08:00:00Z,2026-02-03T08:00:00Z,${cause}\n`;

describe('when something that everybody may know changed last in a case that was brought in', () => {
  it('is the last that was recorded of it for everyone', async () => {
    const run = await at.bringIn(await at.file('log.xes', [...generateIncidentLog({ seed: 7, cases: 120 })].join('')));
    expect(await wrongTold(at.desk)).toEqual([]);
    const [counted] = await at.desk.owner(
      'select count(*)::int > 50 as many, count(distinct told_at)::int > 50 as apart, max(told_at) < $1 as past from incident',
      [now],
    );
    expect(counted).toEqual({ many: true, apart: true, past: true });
    await at.takeBack(run.id);
  });

  it('follows what a later run changes of it for everyone, and the undo, which is a change too', async () => {
    const bringIn = async (name: string, content: string, when = wednesday) => {
      const file = await at.file(name, content);
      const { fields, ...rest } = await at.offered(file);
      const mapping = { ...rest, fields: { ...fields, cause: { from: { column: 'Cause' } } } };
      return at.bringIn(file, { mapping, now: when });
    };
    const first = await bringIn('first.csv', csv('Slow mail', 'Disk'));
    const before = { 'X-1': '2026-03-09T08:00:00.000Z', 'X-2': '2026-02-03T08:00:00.000Z' };
    expect(await told()).toEqual(before);

    const inside = await bringIn('inside.csv', csv('Slow mail', 'Network'));
    expect(inside.counts).toMatchObject({ updated: 2, unchanged: 0 });
    expect(await told()).toEqual(before);
    await at.takeBack(inside.id);
    expect(await told()).toEqual(before);

    const closed = csv('Slow mail', 'Disk', '2026-03-10T08:00:00Z');
    const second = await bringIn('second.csv', closed, wednesday - 3_600_000);
    expect(second.counts).toMatchObject({ updated: 1, unchanged: 1 });
    expect(await told()).toEqual({ ...before, 'X-1': new Date(wednesday - 3_600_000).toISOString() });
    expect(await wrongTold(at.desk)).toEqual([]);
    await at.takeBack(second.id);
    expect(await told()).toEqual({ ...before, 'X-1': now });
    expect(await wrongTold(at.desk)).toEqual([]);
    await at.takeBack(first.id, true);
  });
});
