import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import type { Importing } from './test/importing.ts';
import { openImporting } from './test/importing.ts';
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

/** The title and the priority are those of the last event that says one; times are of whole minutes. */
const mapping = () => {
  const whole = eventMapping();
  return { ...whole, fields: { ...whole.fields, title: { from: { column: 'title' } } } };
};
let files = 0;
async function bringIn(rows: readonly EventRow[]): Promise<Run> {
  const file = await at.file(`order-${(files += 1)}.csv`, eventTable(rows));
  const run = await at.bringIn(file, { mapping: mapping() });
  runs.push(run.id);
  return run;
}

const rows: EventRow[] = [
  { number: 'O-1', state: 'New', at: '2026-02-02T08:00', by: 'Ada', group: 'Service desk', title: 'Slow' },
  { number: 'O-1', state: 'Active', at: '2026-02-02T09:00', by: 'Bob', group: 'Specialists', title: 'Slower' },
  { number: 'O-1', state: 'Active', at: '2026-02-02T09:30', by: 'Bob', group: 'Service desk', title: 'Slower' },
  { number: 'O-1', state: 'Active', at: '2026-02-02T09:30', by: 'Bob', group: 'Specialists', title: 'Slower' },
  { number: 'O-1', state: 'Resolved', at: '2026-02-02T10:00', by: 'Bob', group: 'Specialists', title: 'Dead' },
  { number: 'O-1', state: 'Active', at: '2026-02-02T10:00', by: 'Eve', group: 'Specialists', title: 'Dead' },
  { number: 'O-1', state: 'Resolved', at: '2026-02-02T11:00', by: 'Bob', group: 'Specialists', title: 'Repaired' },
];

const record = async () =>
  (
    await at.desk.owner(
      `select i.title, i.state, opened_at, resolved_at, reopened_count, reassigned_count, ping_pong, g.name as group
        from incident i join support_group g on g.id = i.support_group where i.number = 'O-1'`,
    )
  )[0];
const path = async () =>
  await at.desk.owner(
    `select h.at, h.payload -> 'recorded' as recorded, h.payload -> 'author' as author from history h
      join item i on i.id = h.item where i.number = 'O-1' and h.payload ? 'recorded' order by h.at, h.id`,
  );

describe('rows of events in whatever order they were written', () => {
  it('make the same case, the newest first as the oldest first', async () => {
    await bringIn(rows);
    const [oldestFirst, itsPath] = [await record(), await path()];
    expect(oldestFirst).toMatchObject({ title: 'Repaired', reopened_count: 1, reassigned_count: 3 });
    await at.takeBack(runs.pop() ?? '');

    await bringIn(rows.toReversed());
    expect(await record()).toEqual(oldestFirst);
    expect(await path()).toEqual(itsPath);
    await at.takeBack(runs.pop() ?? '');

    // In no order at all only events of one instant hang on the file.
    await bringIn([rows[6], rows[2], rows[3], rows[0], rows[4], rows[5], rows[1]] as EventRow[]);
    expect(await record()).toEqual(oldestFirst);
  });

  it('brought in piece by piece, then as a whole, make what the whole makes', async () => {
    await bringIn(rows);
    const whole = await record();
    await at.takeBack(runs.pop() ?? '');

    await bringIn(rows.slice(0, 3));
    await bringIn(rows.slice(3));
    const again = await bringIn(rows);
    expect(await record()).toEqual(whole);
    const last = await bringIn(rows.toReversed());
    expect([again.counts.refused, last.counts]).toMatchObject([0, { unchanged: 1, updated: 0, events: 0 }]);
  });
});
