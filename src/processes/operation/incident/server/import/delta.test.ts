import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readResultPage } from '#/capabilities/import-reports/server/report.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import type { BringIn, Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';
import { eventMapping, eventTable } from './test/event-table.ts';
import type { EventRow } from './test/event-table.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const runs: string[] = [];
afterEach(async () => {
  for (const id of runs.splice(0).toReversed()) await at.takeBack(id, true);
});
let files = 0;
async function bringIn(content: string, options: BringIn = {}): Promise<Run> {
  const run = await at.bringIn(await at.file(`delta-${(files += 1)}.csv`, content), options);
  if (!run.dry) runs.push(run.id);
  return run;
}
const events = (rows: readonly EventRow[], options: BringIn = {}) =>
  bringIn(eventTable(rows), { mapping: eventMapping(), ...options });

const first: EventRow[] = [
  { number: 'D-1', state: 'New', at: '2026-02-02T08:00:00Z', by: 'Ada', group: 'Service desk', title: 'No mail' },
  { number: 'D-1', state: 'Active', at: '2026-02-02T09:00:00Z', by: 'Bob' },
  { number: 'D-1', state: 'Resolved', at: '2026-02-02T10:00:00Z', by: 'Bob' },
];
const second: EventRow[] = [
  { number: 'D-1', state: 'Active', at: '2026-02-03T08:00:00Z', by: 'Ada', group: 'Specialists' },
  { number: 'D-1', state: 'Closed', at: '2026-02-03T11:00:00Z', by: 'Bob' },
];

const row = async (number = 'D-1') =>
  (
    await at.desk.owner<Record<string, unknown>>(
      `select i.id, i.title, i.state, opened_at, resolved_at, closed_at, reopened_count, reassigned_count, i.version, g.name as group
        from incident i left join support_group g on g.id = i.support_group where i.number = $1`,
      [number],
    )
  )[0];
const clocks = () =>
  at.desk.owner(
    "select c.kind, running, met, fold, events from clock c join item i on i.id = c.item where number = 'D-1' order by c.kind",
  );
const history = async (number = 'D-1') =>
  (
    await at.desk.owner<{ at: string; action: string; changes: Record<string, [unknown, unknown]> | null }>(
      `select h.at, h.action, h.payload -> 'changes' as changes from history h join item i on i.id = h.item
        where i.number = $1 and h.payload is not null order by h.id`,
      [number],
    )
  ).map(
    ({ at: when, action, changes }) =>
      `${when} ${action} ${Object.keys(changes ?? {})
        .toSorted()
        .join(' ')}`,
  );

describe('a file with new events alone of cases that came in before', () => {
  it('makes of a case what one file with all its events would have made', async () => {
    const whole = await events([...first, ...second]);
    expect(whole.counts).toMatchObject({ created: 1, events: 5 });
    const expected = { row: await row(), clocks: await clocks(), history: await history() };
    expect(expected.row).toMatchObject({ reopened_count: 1, reassigned_count: 1, state: 'closed', title: 'No mail' });
    await at.takeBack(runs.pop() ?? '');

    await events(first);
    const dry = await events(second, { dry: true });
    const delta = await events(second);
    expect(delta.counts).toMatchObject({ created: 0, updated: 1, refused: 0, events: 2 });
    expect(dry.counts).toEqual(delta.counts);
    const now = await row();
    expect({ ...now, id: null, version: null }).toEqual({ ...expected.row, id: null, version: null });
    // The same clocks, by the same events.
    expect(await clocks()).toEqual(expected.clocks);
    // The two events, when they were; and what follows of them that no event says by itself, once. No second opening.
    expect(await history()).toEqual([
      ...expected.history,
      `${new Date(wednesday).toISOString()} import reassignedCount reopenedCount`,
    ]);
  });

  it('changes nothing when it comes again, nor does the file before it', async () => {
    await events(first);
    await events(second);
    const before = { row: await row(), history: await history(), clocks: await clocks() };
    for (const again of [second, first, [...first, ...second], second]) {
      expect((await events(again)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 1, events: 0 });
      expect({ row: await row(), history: await history(), clocks: await clocks() }).toEqual(before);
    }
  });

  it('adds events that lie before those that came in, without a second opening', async () => {
    await events([...first.slice(0, 1), ...first.slice(2)]);
    expect((await events(first.slice(1, 2))).counts).toMatchObject({ updated: 1, events: 1 });
    expect(await row()).toMatchObject({ state: 'resolved', opened_at: '2026-02-02T08:00:00.000Z' });
    expect((await history()).filter((line) => line.includes(' create '))).toHaveLength(1);
  });

  it('is the same for cases whose events were not kept when they came in', async () => {
    await events([...first, ...second]);
    const whole = { row: await row(), clocks: await clocks() };
    await at.takeBack(runs.pop() ?? '');
    await events(first);
    await at.desk.owner('delete from import_event');
    expect((await events(second)).counts).toMatchObject({ updated: 1, events: 2 });
    expect({ ...(await row()), id: null, version: null }).toEqual({ ...whole.row, id: null, version: null });
    expect(await clocks()).toEqual(whole.clocks);
    expect((await events([...first, ...second])).counts).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it('knows an event again whose other words have changed since', async () => {
    await events(first);
    const renamed = first.map((event) => ({ ...event, ...(event.group ? { group: 'Specialists' } : {}) }));
    expect((await events(renamed)).counts).toMatchObject({ updated: 1, events: 0 });
    expect(await row()).toMatchObject({ group: 'Specialists', reopened_count: 0, reassigned_count: 0 });
  });

  it('is taken back with its events, and the run before it can be taken back then', async () => {
    await events(first);
    const before = { row: await row(), clocks: await clocks() };
    await events(second);
    await at.takeBack(runs.pop() ?? '');
    expect({ ...(await row()), version: 0 }).toEqual({ ...before.row, version: 0 });
    expect(await clocks()).toEqual(before.clocks);
    expect((await events(first)).counts).toMatchObject({ unchanged: 1 });
    await events(second);
    expect(await row()).toMatchObject({ reopened_count: 1 });
    await at.takeBack(runs.pop() ?? '');
    runs.pop();
    // Nobody worked on them: nothing has to be forced.
    await at.takeBack(runs.pop() ?? '', false);
    expect(await row()).toBeUndefined();
  });
});

describe('a later file with a row for each case', () => {
  const csv = (state: string, more = '') =>
    `Number,Title,Status,Opened,Resolved,Closed,Solution\nS-1,No mail,${state},2026-02-02T08:00:00Z,${more}\n`;

  it('adds what it says as of now, and nothing to the past', async () => {
    await bringIn(csv('In progress', ',,'));
    const before = await history('S-1');
    expect(before).toHaveLength(1);
    const run = await bringIn(csv('Closed', '2026-02-03T08:00:00Z,2026-02-04T08:00:00Z,Restarted'));
    expect(run.counts).toMatchObject({ updated: 1, events: 0 });
    expect(await history('S-1')).toEqual([
      ...before,
      `${new Date(wednesday).toISOString()} import closedAt resolvedAt solution state`,
    ]);
    expect(await row('S-1')).toMatchObject({ state: 'closed', closed_at: '2026-02-04T08:00:00.000Z' });
    // Open again in a third file: that is a reopening, which the table has no column for.
    await bringIn(csv('In progress', ',,'));
    expect(await row('S-1')).toMatchObject({ state: 'in-progress', reopened_count: 1, closed_at: null });
    expect((await history('S-1')).slice(0, 1)).toEqual(before);
  });

  it('leaves alone what it has no column for', async () => {
    await bringIn(csv('Closed', '2026-02-03T08:00:00Z,2026-02-04T08:00:00Z,Restarted'));
    const short = 'Number,Title,Status,Opened\nS-1,No mail at all,Closed,2026-02-02T08:00:00Z\n';
    await bringIn(short);
    const [{ solution, title } = {}] = await at.desk.owner("select solution, title from incident where number = 'S-1'");
    expect([title, solution]).toEqual(['No mail at all', 'Restarted']);
  });
});

describe('a later table with fewer columns', () => {
  const whole = (priority: string) =>
    `Number,Title,Status,Opened,Resolved,Closed,Impact,Urgency,Priority,Channel,Category,Closure Code\nF-1,No mail,Closed,2026-02-02T08:00:00Z,2026-02-02T09:00:00Z,2026-02-03T08:00:00Z,1,1,${priority},Phone,Mail,Fixed\n`;
  const standing = async () =>
    (
      await at.desk.owner<Record<string, unknown>>(
        `select state, impact, urgency, priority, calculated_priority, priority_reason, channel, category, close_code,
          opened_at, resolved_at, closed_at from incident where number = 'F-1'`,
      )
    )[0];

  it.each(['4', '1'])(
    'says nothing about the others: impact, urgency, priority %s, channel, times',
    async (priority) => {
      await bringIn(whole(priority));
      const before = await standing();
      expect(before).toMatchObject({
        impact: 1,
        urgency: 1,
        priority: Number(priority),
        channel: 'phone',
        close_code: 'fixed',
      });
      const again = await bringIn('Number,Title,Status,Opened\nF-1,No mail,Closed,2026-02-02T08:00:00Z\n');
      expect(again.counts).toMatchObject({ unchanged: 1, updated: 0 });
      const other = await bringIn('Number,Title,Status,Opened\nF-1,No mail at all,Closed,2026-02-02T08:00:00Z\n');
      expect(other.counts).toMatchObject({ updated: 1, dropped: {} });
      expect(await standing()).toEqual(before);
      // What it has a column for holds, and the rest follows from it.
      await bringIn('Number,Title,Status,Opened,Urgency\nF-1,No mail,Closed,2026-02-02T08:00:00Z,3\n');
      expect(await standing()).toMatchObject({ impact: 1, urgency: 3, priority: priority === '4' ? 4 : 3 });
    },
  );

  it('says nothing about fields of cases whose events come in later', async () => {
    await bringIn(whole('1'));
    await bringIn('Number,Title,Status,Opened,Urgency\nF-1,No mail,Closed,2026-02-02T08:00:00Z,3\n');
    const before = await standing();
    expect(before).toMatchObject({ impact: 1, urgency: 3 });
    const run = await events([{ number: 'F-1', state: 'Closed', at: '2026-02-03T09:00:00Z', by: 'Bob' }]);
    expect(run.counts).toMatchObject({ updated: 1, refused: 0 });
    const { impact, urgency, channel, category } = before ?? {};
    expect(await standing()).toMatchObject({ impact, urgency, channel, category });
  });
});

describe('a table in which several rows have one number', () => {
  it('brings in none of them, counts them all, and says that rows may be events', async () => {
    const rows = 'Number,Title,Status,Opened\n';
    const one = (number: string, state: string) => `${number},No mail,${state},2026-02-02T08:00:00Z\n`;
    const content = rows + one('R-1', 'New') + one('R-2', 'New') + one('R-1', 'Closed') + one('R-1', 'Open');
    for (const dry of [true, false]) {
      const run = await bringIn(content, { dry, batch: 1 });
      expect(run).toMatchObject({ expected: 4, counts: { created: 1, refused: 3 } });
      const refused = await readResultPage(at.desk.system(), run.id, { outcome: 'refused', after: -1, limit: 10 });
      expect(refused.map(({ line, key, problems }) => [line, key, problems?.[0]?.code, problems?.[0]?.params])).toEqual(
        [2, 4, 5].map((line) => [line, 'R-1', 'number-shared', { count: 3 }]),
      );
    }
    expect(await row('R-1')).toBeUndefined();
  });

  it('is seen also where titles stand above the names of the columns', async () => {
    const one = (state: string) => `R-9,No mail,${state},2026-02-02T08:00:00Z\n`;
    const run = await bringIn(`Of the old desk,,,\n,,,\nNumber,Title,Status,Opened\n${one('New')}${one('Closed')}`);
    expect(run.counts).toMatchObject({ created: 0, refused: 2 });
    const [refused] = await readResultPage(at.desk.system(), run.id, { outcome: 'refused', after: -1, limit: 10 });
    expect(refused?.problems?.[0]?.code).toBe('number-shared');
  });
});
