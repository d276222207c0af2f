import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChanges } from '#/capabilities/history/server/read-changes.ts';
import { reasonsOf } from '#/capabilities/import-reports/server/reasons.ts';
import { readResultPage } from '#/capabilities/import-reports/server/report.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { eventMapping, eventTable } from './test/event-table.ts';
import type { EventRow } from './test/event-table.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const table = (rows: readonly string[]) =>
  ['Number;Title;Status;Opened;Impact;Urgency;Priority;Requester;Close code', ...rows].join('\n');
const mapping: Mapping = {
  version: 1,
  kind: 'incident',
  number: { column: 'Number' },
  fields: {
    title: { from: { column: 'Title' } },
    customer: { default: 'Acme' },
    openedAt: { from: { column: 'Opened' } },
    impact: { from: { column: 'Impact' }, map: { high: 1, low: 3 }, default: 3 },
    urgency: { from: { column: 'Urgency' }, map: { high: 1, low: 3 }, default: 2 },
    priority: { from: { column: 'Priority' } },
    affectedUser: { from: { column: 'Requester' }, unmapped: 'default' },
    closeCode: { from: { column: 'Close code' }, map: {}, unmapped: 'default' },
  },
  state: { columns: ['Status'], map: { new: { state: 'new' }, closed: { state: 'closed' } } },
  clocks: 'by-rules',
};

describe('a case with several things wrong', () => {
  it('tells all of them at once, and each reason stands once with its cases and its word', async () => {
    const row = (nth: number) => `W-${nth};Printer;Parked;never;Huge;High;;;`;
    const content = table([...[1, 2, 3].map(row), 'W-4;Printer;Parked;2026-02-02T08:00:00Z;High;High;;;']);
    const run = await at.bringIn(await at.file('wrong.csv', content), { mapping, dry: true });
    expect(run.counts).toMatchObject({ created: 0, refused: 4 });
    const [first] = await readResultPage(at.desk.system(), run.id, { outcome: 'refused', after: -1, limit: 10 });
    expect(first?.problems?.map(({ code, params }) => [code, params['value']]).toSorted()).toEqual([
      ['state-unmapped', 'Parked'],
      ['value-wrong', 'Huge'],
      ['value-wrong', 'never'],
    ]);
    const reasons = await reasonsOf(at.desk.system(), run);
    const [most, ...others] = reasons.map(({ code, word, cases, line }) => [code, word, cases, line]);
    expect(most).toEqual(['state-unmapped', { field: null, text: 'Parked' }, 4, 2]);
    expect(new Set(others)).toEqual(
      new Set([
        ['value-wrong', { field: 'impact', text: 'Huge' }, 3, 2],
        ['value-wrong', { field: 'openedAt', text: 'never' }, 3, 2],
      ]),
    );
    expect(reasons[0]?.text).toContain('Parked');
  });
});

describe('a case that comes in without something that the file has', () => {
  it('is counted by field and reason: a caller who is not here, a word that is not known, an end that never was', async () => {
    const content = table([
      'C-1;Printer;New;2026-02-02T08:00:00Z;Low;Low;;nobody@nowhere.example;',
      'C-2;Printer;Closed;2026-02-02T08:00:00Z;Low;Low;;nobody@nowhere.example;Magic',
      'C-3;Printer;Closed;2026-02-02T08:00:00Z;Low;Low;;uma.user@example.com;',
    ]);
    const run = await at.bringIn(await at.file('dropped.csv', content), { mapping });
    expect(run.counts).toMatchObject({
      created: 3,
      dropped: { affectedUser: { 'record-unknown': 2 }, closeCode: { 'word-unknown': 1 } },
    });
    await at.takeBack(run.id);
  });
});

describe('a name in the file that is not here', () => {
  it.each([
    ['refuse', { created: 1, refused: 2 }],
    [undefined, { created: 1, refused: 2 }],
    ['default', { created: 3, refused: 0 }],
  ] as const)('where names are said to “%s”', async (unmapped, counts) => {
    const content = table([
      'N-1;Printer;New;2026-02-02T08:00:00Z;Low;Low;;nobody@nowhere.example;',
      'N-2;Printer;New;2026-02-02T08:00:00Z;Low;Low;;nobody@nowhere.example;',
      'N-3;Printer;New;2026-02-02T08:00:00Z;Low;Low;;uma.user@example.com;',
    ]);
    const affectedUser = { from: { column: 'Requester' }, ...(unmapped === undefined ? {} : { unmapped }) };
    const run = await at.bringIn(await at.file('names.csv', content), {
      mapping: { ...mapping, fields: { ...mapping.fields, affectedUser } },
      dry: true,
    });
    expect(run.counts).toMatchObject(counts);
    const refused = { code: 'record-unknown', cases: 2, text: expect.stringContaining('nobody@nowhere.example') };
    expect(await reasonsOf(at.desk.system(), run)).toMatchObject(counts.refused === 0 ? [] : [refused]);
  });
});

describe('a priority in the file', () => {
  it('is an exception only where it is not the one that follows from impact and urgency', async () => {
    const [matrix] = await at.desk.owner<{ cells: number[][] }>("select cells from priority_matrix where state = 'active'"); // prettier-ignore
    const follows = matrix?.cells[2]?.[2];
    const other = follows === 1 ? 2 : 1;
    const content = table([
      `P-1;Printer;New;2026-02-02T08:00:00Z;Low;Low;${follows};;`,
      `P-2;Printer;New;2026-02-02T08:00:00Z;Low;Low;${other};;`,
    ]);
    const run = await at.bringIn(await at.file('priority.csv', content), { mapping });
    expect(
      await at.desk.owner(
        "select number, priority, priority_reason from incident where number like 'P-%' order by number",
      ),
    ).toEqual([
      { number: 'P-1', priority: follows, priority_reason: null },
      { number: 'P-2', priority: other, priority_reason: 'import' },
    ]);
    await at.takeBack(run.id);
  });
});

describe('events of a run that was taken back, of a case that stays', () => {
  it('are marked as withdrawn, and the real ones are not', async () => {
    const rows: EventRow[] = [
      { number: 'T-1', state: 'New', at: '2026-02-02T08:00:00Z', by: 'Ada', title: 'No mail' },
      { number: 'T-1', state: 'Closed', at: '2026-02-02T10:00:00Z', by: 'Bob' },
    ];
    const late: EventRow = { number: 'T-1', state: 'Active', at: '2026-02-02T09:00:00Z', by: 'Eve' };
    const first = await at.bringIn(await at.file('first.csv', eventTable(rows)), { mapping: eventMapping() });
    const second = await at.bringIn(await at.file('second.csv', eventTable([...rows, late])), {
      mapping: eventMapping(),
    });
    expect(second.counts).toMatchObject({ updated: 1, events: 1 });
    await at.takeBack(second.id);
    const [item] = await at.desk.owner<{ id: string }>("select id from incident where number = 'T-1'");
    const ctx = await at.desk.as('auditor', wednesday);
    const type = ctx.kit.types.get('incident');
    if (!type || !item) throw new Error('nothing to read');
    const changes = await readChanges(ctx, { id: item.id, type }, { before: null, limit: 20 });
    const told = changes.filter(({ facts }) => 'author' in facts);
    expect(told.map(({ facts, withdrawn }) => [facts['author'], withdrawn])).toEqual([
      ['Bob', false],
      ['Eve', true],
      ['Ada', false],
    ]);
    expect(changes.find(({ action }) => action === 'undo')?.withdrawn).toBe(false);
    await at.takeBack(first.id);
  });
});
