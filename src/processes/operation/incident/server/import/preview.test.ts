import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepFilesIn } from '#/capabilities/attachments/server/keeping.ts';
import { previewCase } from '#/capabilities/import-reports/server/preview-case.ts';
import { keptPreviews, showPreviews } from '#/capabilities/import-reports/server/show-previews.ts';
import { findRun } from '#/capabilities/imports/server/run-row.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import { eventMapping, eventTable } from './test/event-table.ts';
import type { EventRow } from './test/event-table.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
let folder: string;
beforeAll(async () => {
  at = await openImporting();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-files-'));
  keepFilesIn(at.desk.database, folder);
}, 60_000);
afterAll(async () => {
  await at.stop();
  await rm(folder, { recursive: true });
});

const events = ['New', 'Active', 'Resolved', 'Closed'] as const;
/** Cases that end in each of the states, in turn. */
function rows(cases: number): EventRow[] {
  return Array.from({ length: cases }, (_, one) =>
    events.slice(0, (one % events.length) + 1).map((state, nth) => ({
      number: `P-${one}`,
      state,
      at: `2026-02-02T${String(8 + nth).padStart(2, '0')}:00:00Z`,
      by: 'Ada',
      group: 'Old team',
      title: `Case ${one}`,
    })),
  ).flat();
}
const base = { ...eventMapping(), source: { rows: 'event' as const } };
const mapping = {
  ...base,
  history: { ...base.history, fields: { group: { from: { column: 'group' }, create: {} } } },
} as ReturnType<typeof eventMapping>;
const viewer = () => at.desk.as('lead', wednesday);
const typeOf = () => {
  const type = at.desk.system().kit.types.get('incident');
  if (!type) throw new Error('no incidents');
  return type;
};
const everything = () =>
  at.desk.owner<Record<string, number>>(`select (select count(*)::int from incident) as incidents,
    (select count(*)::int from support_group) as groups, (select count(*)::int from history) as history,
    (select count(*)::int from import_result) as results, (select count(*)::int from clock) as clocks`);

describe('what a dry run shows of cases', () => {
  it('is a few of each state as they become in the run, whatever they name being made or not', async () => {
    const file = await at.file('states.csv', eventTable(rows(40)));
    const dry = await at.bringIn(file, { mapping, dry: true });
    const shown = await showPreviews(await viewer(), typeOf(), await keptPreviews(at.desk.system(), dry.id));
    const states = Map.groupBy(shown, ({ values }) => values['state']);
    expect(Object.fromEntries([...states].map(([state, of]) => [state, of.length]))).toEqual({
      new: 3,
      'in-progress': 3,
      resolved: 3,
      closed: 3,
    });
    const run = await at.bringIn(file, { mapping });
    const came = await at.desk.owner<Record<string, unknown>>(
      `select i.number, i.state, i.title, i.priority, g.name as group, i.opened_at as "openedAt", i.resolved_at as "resolvedAt",
        i.closed_at as "closedAt", (select count(*)::int from history h where h.item = i.id) as entries,
        (select jsonb_object_agg(c.kind, jsonb_build_array(c.fold -> 'state', c.fold -> 'met', c.fold -> 'stoppedAt',
          c.fold -> 'due')) from clock c where c.item = i.id) as clocks
      from incident i left join support_group g on g.id = i.support_group where i.number = any($1) order by length(i.number), i.number`,
      [shown.map(({ number }) => number)],
    );
    expect(
      shown.map(({ number, values, names, entriesAll, clocks }) => ({
        number,
        state: values['state'],
        title: values['title'],
        priority: values['priority'],
        group: names[String(values['group'])],
        openedAt: values['openedAt'],
        resolvedAt: values['resolvedAt'] ?? null,
        closedAt: values['closedAt'] ?? null,
        entries: entriesAll,
        clocks:
          clocks.length === 0
            ? null
            : Object.fromEntries(
                clocks.map(({ kind, state, met, stoppedAt, due }) => [
                  kind,
                  [state, met, ...[stoppedAt, due].map((instant) => (instant === null ? null : Date.parse(instant)))],
                ]),
              ),
      })),
    ).toEqual(came);
    expect(shown[3]?.entries.map(({ recorded, author }) => [recorded, author])).toEqual(
      events.map((state) => [state, 'Ada']),
    );
    await at.takeBack(run.id);
  });

  it('is begun anew with the dry run, and of a run for real there is nothing', async () => {
    const file = await at.file('again.csv', eventTable(rows(8)));
    const run = await at.bringIn(file, { mapping });
    expect(await keptPreviews(at.desk.system(), run.id)).toEqual([]);
    await at.takeBack(run.id);
  });

  it('is the case of a number, with nothing written for it', async () => {
    const file = await at.file('find.csv', eventTable(rows(30)));
    const { id } = await at.bringIn(file, { mapping, dry: true });
    const dry = await findRun(at.desk.system(), id);
    if (!dry) throw new Error('no run');
    const before = await everything();
    const find = (number: string) => previewCase(at.desk.system(wednesday), incidentImport, dry, file, number);
    const found = await find('p-27');
    expect(found).toMatchObject({ number: 'P-27', outcome: 'created', values: { state: 'closed', title: 'Case 27' } });
    expect(found?.entriesAll).toBe(4);
    expect(await find('P-99')).toBeNull();
    expect(await everything()).toEqual(before);
  });

  it('shows what a record says already to those alone who may see it', async () => {
    const file = await at.file('known.csv', eventTable(rows(2)));
    const run = await at.bringIn(file, { mapping });
    const later = await at.file('later.csv', eventTable([...rows(2), { number: 'P-0', state: 'Closed', at: '2026-02-03T08:00:00Z' }])); // prettier-ignore
    const dry = await at.bringIn(later, { mapping, dry: true });
    const kept = await keptPreviews(at.desk.system(), dry.id);
    const numbers = async (as: Parameters<typeof at.desk.as>[0]) =>
      (await showPreviews(await at.desk.as(as, wednesday), typeOf(), kept)).map(({ number, outcome }) => [number, outcome]); // prettier-ignore
    expect(await numbers('auditor')).toEqual([
      ['P-0', 'updated'],
      ['P-1', 'unchanged'],
    ]);
    // Who sets the desk up reads no cases by that.
    expect(await numbers('administrator')).toEqual([]);
    expect(await numbers('stranger')).toEqual([]);
    await at.takeBack(run.id);
  });
});
