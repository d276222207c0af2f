import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readClocks } from '#/capabilities/clocks/server/read-clocks.ts';
import { checkMapping } from '#/capabilities/mapping/server/check-mapping.ts';
import { asBefore } from '#/capabilities/mapping/shared/mapping.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
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
const runs: string[] = [];
afterEach(async () => {
  for (const id of runs.splice(0).toReversed()) await at.takeBack(id, true);
});

/** What is no state leaves the case as it was. */
const mapping = () => {
  const whole = eventMapping();
  const { history } = whole;
  if (!history) throw new Error('no history');
  const map = { ...history.state.map, Waiting: { state: 'pending', reason: 'user', answered: true } };
  return { ...whole, history: { ...history, state: { ...history.state, map, default: { state: asBefore } } } };
};

async function bringIn(rows: readonly (readonly [string, string, string?])[]) {
  const numbered = rows.map(([time, state, group]): EventRow => {
    return { number: 'V-1', at: `2026-02-02T${time}:00Z`, by: 'Ada', state, ...(group ? { group } : {}) };
  });
  const run = await at.bringIn(await at.file(`leaving-${runs.length}.csv`, eventTable(numbered)), {
    mapping: mapping(),
  });
  runs.push(run.id);
  const [row] = await at.desk.owner<{ id: string }>(
    `select i.id, i.state, i.resolved_at as solved, i.closed_at as closed, i.reopened_count as reopened, i.reassigned_count as reassigned,
      i.pending_asked as asked, r.name as reason from incident i left join pending_reason r on r.id = i.pending_reason where i.number = 'V-1'`,
  );
  return { run, row };
}

describe('events that are no step of a case', () => {
  it('leave it in its state, and are told with what else they say', async () => {
    const { run, row } = await bringIn([
      ['08:00', 'Note', 'Service desk'],
      ['08:10', 'Active'],
      ['08:20', 'Reassignment', 'Specialists'],
      ['09:00', 'Resolved'],
      ['09:05', 'Mail to the user'],
      ['10:00', 'Closed'],
      ['10:01', 'Quality indicator'],
    ]);
    expect(run.counts).toMatchObject({ created: 1, refused: 0, events: 7 });
    expect(row).toMatchObject({
      state: 'closed',
      solved: '2026-02-02T09:00:00.000Z',
      closed: '2026-02-02T10:00:00.000Z',
      reopened: 0,
      reassigned: 1,
    });
    const told = await at.desk.owner<{ recorded: string; to: string | null }>(
      `select payload ->> 'recorded' as recorded, payload #>> '{changes,state,1}' as to from history
        where item = $1 and payload ? 'recorded' order by at, id`,
      [row?.id],
    );
    expect(told.map(({ recorded, to }) => [recorded, to])).toEqual([
      ['Note', 'new'],
      ['Active', 'in-progress'],
      ['Reassignment', null],
      ['Resolved', 'resolved'],
      ['Mail to the user', null],
      ['Closed', 'closed'],
      ['Quality indicator', null],
    ]);
  });

  it('go on waiting for what it waited for, and its clocks stand as long', async () => {
    const { row } = await bringIn([
      ['08:00', 'Active'],
      ['09:00', 'Waiting'],
      ['09:30', 'Note'],
      ['10:00', 'Active'],
      ['10:30', 'Resolved'],
    ]);
    const clocks = await readClocks(at.desk.system(wednesday), row?.id ?? '', calendarOf);
    expect(clocks.find(({ kind }) => kind === 'resolution')).toMatchObject({ actual: 90 * 60_000 });
    const { row: waits } = await bringIn([
      ['11:00', 'Waiting'],
      ['11:30', 'Note'],
    ]);
    expect(waits).toMatchObject({ state: 'pending', asked: true });
  });

  it('of a later file leave it in the state in which the earlier one ended', async () => {
    await bringIn([
      ['08:00', 'New'],
      ['09:00', 'Closed'],
    ]);
    const { run, row } = await bringIn([['09:30', 'Quality indicator']]);
    expect(run.counts).toMatchObject({ updated: 1, events: 1 });
    expect(row).toMatchObject({ state: 'closed', closed: '2026-02-02T09:00:00.000Z', reopened: 0 });
  });

  it('are not what a table with a row for each case can have', async () => {
    const state = { columns: ['state'], map: { Note: { state: asBefore } } };
    const { history: _, ...whole } = mapping();
    const faults = await checkMapping(at.desk.system(wednesday), incidentImport, { ...whole, source: {}, state }, ['number', 'state', 'title'], {}); // prettier-ignore
    expect(faults.map(({ path, code }) => [path, code])).toContainEqual(['state.map.Note', 'state']);
  });
});
