import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClocks } from '#/capabilities/clocks/server/read-clocks.ts';
import { readResultPage } from '#/capabilities/import-reports/server/report.ts';
import { checkMapping } from '#/capabilities/mapping/server/check-mapping.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import { writeXlsx } from '#/platform/tabular/write-xlsx.ts';
import { calendarOf } from '#/processes/operation/incident/server/queries/calendar-of.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const rows = [
  {
    'Ticket number': 'T-1',
    Subject: 'Žiadna tlač v účtovni',
    Status: 'Resolved',
    'Assignment group': 'Service desk',
    Service: 'Printing',
    Priority: '3',
    Impact: 'High',
    Requester: 'uma.user@example.com',
    Created: '02/02/2026 08:00:00',
    'Resolved at': '02/02/2026 12:30:00',
    Resolution: 'New cartridge',
  },
  {
    'Ticket number': 'T-2',
    Subject: 'Mailbox is full',
    Status: 'In progress',
    'Assignment group': 'Mail team',
    Service: 'E-mail',
    Priority: '4',
    Impact: 'Low',
    Requester: 'nobody.known@example.com',
    Created: '27/02/2026 09:15:00',
    'Resolved at': '',
    Resolution: '',
  },
];
const columns = Object.keys(rows[0] ?? {}).map((key) => ({ key, label: key }));
const csvOf = (all: readonly Record<string, string>[]) => {
  const heads = Object.keys(all[0] ?? {});
  return [heads, ...all.map((row) => heads.map((head) => row[head] ?? ''))]
    .map((cells) => cells.join(';'))
    .join('\r\n');
};
const csv = (all: readonly Record<string, string>[]) =>
  [columns.map(({ key }) => key), ...all.map((row) => columns.map(({ key }) => row[key] ?? ''))]
    .map((cells) => cells.join(';'))
    .join('\r\n');

interface Brought {
  number: string;
  title: string;
  state: string;
  group: string;
  service: string;
  user: string | null;
  impact: number;
  urgency: number;
  opened_at: string;
  resolved_at: string | null;
  solution: string | null;
}
const brought = () =>
  at.desk.owner<Brought>(`select i.number, i.title, i.state, g.name as group, s.name as service, p.email as user,
      i.impact, i.urgency, i.opened_at, i.resolved_at, i.solution
    from incident i left join support_group g on g.id = i.support_group left join service s on s.id = i.service
      left join person p on p.id = i.affected_user order by i.number`);

const expected = [
  {
    number: 'T-1',
    title: 'Žiadna tlač v účtovni',
    state: 'resolved',
    group: 'Service desk',
    service: 'Printing',
    user: 'uma.user@example.com',
    impact: 1,
    urgency: 2,
    opened_at: '2026-02-02T08:00:00.000Z',
    resolved_at: '2026-02-02T12:30:00.000Z',
    solution: 'New cartridge',
  },
  {
    number: 'T-2',
    title: 'Mailbox is full',
    state: 'in-progress',
    group: 'Mail team',
    service: 'E-mail',
    // Nobody here has that address, and an import makes up no account.
    user: null,
    impact: 3,
    urgency: 2,
    opened_at: '2026-02-27T09:15:00.000Z',
    resolved_at: null,
    solution: null,
  },
];

const xlsx = async () => {
  const pieces: Buffer[] = [];
  for await (const piece of writeXlsx(columns, rows)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
};

describe('a table with a row for each case and no events', () => {
  it.each([
    ['CSV with semicolons', 'cases.csv', () => csv(rows)],
    ['a workbook', 'cases.xlsx', xlsx],
    ['JSON lines', 'cases.jsonl', () => rows.map((row) => JSON.stringify(row)).join('\n')],
  ] as const)('comes in with the mapping that is offered: %s', async (_, name, content) => {
    const file = await at.file(name, await content());
    const dry = await at.bringIn(file, { dry: true });
    const run = await at.bringIn(file);
    expect(run).toMatchObject({ status: 'done', counts: { created: 2, refused: 0 } });
    expect(dry.counts).toEqual(run.counts);
    expect(await brought()).toEqual(expected);
    expect((await at.bringIn(file)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    await at.takeBack(run.id);
    expect(await brought()).toEqual([]);
  });

  it('has a history of what is known, and clocks under the promise that was chosen', async () => {
    const file = await at.file('cases.csv', csv(rows));
    const mapping = await at.offered(file);
    const policies = await at.desk.owner<{ id: string }>("select id from clock_policy where name like 'Priority 1%'");
    const run = await at.bringIn(file, { mapping: { ...mapping, clocks: policies[0]?.id ?? '' } });
    const [one] = await at.desk.owner<{ id: string }>("select id from incident where number = 'T-1'");
    const history = await at.desk.owner<{ at: string; action: string; state: string }>(
      `select at, action, payload #>> '{changes,state,1}' as state from history where item = $1 order by id`,
      [one?.id],
    );
    expect(history).toEqual([
      { at: '2026-02-02T08:00:00.000Z', action: 'create', state: 'new' },
      { at: '2026-02-02T12:30:00.000Z', action: 'import', state: 'resolved' },
    ]);
    const clocks = await readClocks(at.desk.system(wednesday), one?.id ?? '', calendarOf);
    const resolution = clocks.find(({ kind }) => kind === 'resolution');
    // Around the clock, so that working time is the time on the wall: four and a half hours of the eight promised.
    expect(resolution).toMatchObject({ computedOnImport: true, state: 'stopped', elapsed: 4.5 * 3_600_000, met: true });
    expect(resolution?.policy.id).toBe(policies[0]?.id);
    await at.takeBack(run.id);
  });

  it('comes in under new numbers where no column is one, and is known again by its rows', async () => {
    const without = rows.map(({ 'Ticket number': _, ...row }) => row);
    const twice = [...without, { ...without[1] }] as Record<string, string>[];
    const file = await at.file('unnumbered.csv', csvOf(twice));
    const mapping = await at.offered(file);
    // No other column is taken for a number: the title stays the title.
    expect(mapping.number).toBeUndefined();
    expect(mapping.fields['title']).toEqual({ from: { column: 'Subject' } });
    const dry = await at.bringIn(file, { dry: true });
    const run = await at.bringIn(file, { batch: 1 });
    expect([dry.counts.created, run.counts.created]).toEqual([3, 3]);
    const came = await brought();
    expect(came.map(({ number }) => /^INC\d{7}$/.test(number))).toEqual([true, true, true]);
    expect(came.map(({ title }) => title)).toEqual(twice.map((row) => row['Subject']));
    const [first] = await readResultPage(at.desk.system(wednesday), run.id, { outcome: null, after: -1, limit: 1 });
    expect(first?.key).toBe(came[0]?.number);
    expect(
      (await readResultPage(at.desk.system(wednesday), dry.id, { outcome: null, after: -1, limit: 1 }))[0],
    ).toMatchObject({ key: null, outcome: 'created' });
    expect((await at.bringIn(file)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    // A group of another name makes the same rows say something else: updated, under the numbers that they have.
    const regrouped = { ...mapping, fields: { ...mapping.fields, group: { from: { constant: 'Specialists' } } } };
    expect((await at.bringIn(file, { mapping: regrouped })).counts).toMatchObject({ created: 0, updated: 3 });
    expect((await brought()).map(({ number, group }) => [number, group])).toEqual(
      came.map(({ number }) => [number, 'Specialists']),
    );
    await at.takeBack(run.id, true);
  });

  it('needs a title from somewhere where there is neither one nor a number', async () => {
    const file = await at.file('texts.csv', 'Created;Details;Status\r\n2026-02-02T08:00:00Z;No paper;Closed');
    const sniff = await sniffSource(file);
    const { mapping } = incidentImport.suggest(sniff, { customer: 'Acme' });
    expect([mapping.number, mapping.fields['title']]).toEqual([undefined, undefined]);
    const problems = await checkMapping(at.desk.system(wednesday), incidentImport, mapping, sniff.columns);
    expect(problems.map(({ path, code }) => [path, code])).toEqual([['fields.title', 'no-source']]);
    const events = { ...mapping, source: { ...mapping.source, rows: 'event' as const } };
    const ofEvents = await checkMapping(at.desk.system(wednesday), incidentImport, events, sniff.columns);
    expect(ofEvents.map(({ path, code }) => [path, code])).toContainEqual(['number', 'number']);
  });

  it('has no clocks where none were wanted', async () => {
    const file = await at.file('cases.csv', csv(rows));
    const run = await at.bringIn(file, { mapping: { ...(await at.offered(file)), clocks: 'none' } });
    expect(await at.desk.owner('select 1 from clock')).toEqual([]);
    await at.takeBack(run.id);
  });

  it('is told which row is wrong, and why', async () => {
    const wrong = [
      { ...rows[0], 'Ticket number': 'T-3', Created: 'the other day' },
      { ...rows[0], 'Ticket number': 'T-4', 'Resolved at': '01/02/2026 08:00:00' },
      { ...rows[0], 'Ticket number': '' },
      { ...rows[0], 'Ticket number': 'T-5', Subject: '' },
    ];
    const mapping = await at.offered(await at.file('cases.csv', csv(rows)));
    const run = await at.bringIn(await at.file('wrong.csv', csv([...rows, ...wrong])), { mapping });
    expect(run.counts).toMatchObject({ created: 2, refused: 4 });
    const told = await at.desk.owner<{ line: number; code: string }>(
      "select line, problems -> 0 ->> 'code' as code from import_result where run = $1 and problems is not null order by 1",
      [run.id],
    );
    expect(told).toEqual([
      { line: 4, code: 'value-wrong' },
      { line: 5, code: 'times-reversed' },
      { line: 6, code: 'number-missing' },
      { line: 7, code: 'field-required' },
    ]);
    await at.takeBack(run.id);
  });
});

describe('a table with a row for each event', () => {
  it('is gathered into cases by their number, events in order of time wherever they stand', async () => {
    const file = await at.file(
      'events.csv',
      [
        'Incident,When,What,Who,Team',
        'E-1,2026-02-02T10:00:00+01:00,Closed,Bob,Second line',
        'E-2,2026-02-02T08:30:00+01:00,Open,Eve,Desk',
        'E-1,2026-02-02T08:00:00+01:00,Open,Eve,Desk',
      ].join('\n'),
    );
    const run = await at.bringIn(file, {
      mapping: {
        version: 1,
        kind: 'incident',
        source: { rows: 'event' },
        number: { column: 'Incident' },
        fields: {
          title: { from: { template: 'Case {Incident}' } },
          customer: { from: { constant: 'Acme' } },
          impact: { default: 3 },
          urgency: { default: 2 },
          channel: { default: 'import' },
        },
        history: {
          time: 'When',
          author: 'Who',
          state: { columns: ['What'], map: { open: { state: 'new' }, closed: { state: 'closed' } } },
          fields: { group: { from: { column: 'Team' }, create: {} } },
        },
        clocks: 'by-rules',
      },
    });
    expect(run.counts).toMatchObject({ created: 2, events: 3, refused: 0, made: { group: 2 } });
    expect(await brought()).toMatchObject([
      { number: 'E-1', state: 'closed', group: 'Second line', opened_at: '2026-02-02T07:00:00.000Z' },
      { number: 'E-2', state: 'new', group: 'Desk' },
    ]);
  });
});
