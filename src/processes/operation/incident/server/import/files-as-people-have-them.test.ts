import iconv from 'iconv-lite';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMapping } from '#/capabilities/mapping/server/check-mapping.ts';
import { deskZone } from '#/capabilities/clocks/server/desk-zone.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

interface Brought {
  number: string;
  title: string;
  state: string;
  openedAt: string;
  group: string | null;
  tags: string[];
}
const brought = () =>
  at.desk.owner<Brought>(`select i.number, i.title, i.state, i.opened_at as "openedAt", g.name as "group", i.tags
    from incident i left join support_group g on g.id = i.support_group order by i.number`);

/** Brings a file in with the mapping that is offered, and takes it back. */
async function through(name: string, content: string | Buffer, change: (mapping: Mapping) => Mapping = (one) => one) {
  const file = await at.file(name, content);
  const run = await at.bringIn(file, { mapping: change(await at.offered(file)) });
  const rows = await brought();
  const refused = await at.desk.owner<{ line: number; problem: { code: string; params: object } }>(
    "select line, problems -> 0 as problem from import_result where run = $1 and outcome = 'refused' order by line",
    [run.id],
  );
  await at.takeBack(run.id);
  return { counts: run.counts, rows, refused };
}

async function faults(content: string, change: (mapping: Mapping) => Mapping = (one) => one) {
  const sniff = await sniffSource(await at.file('faulty.csv', content), { findsHeader: true, whole: true });
  const { mapping } = incidentImport.suggest(sniff, { customer: 'Acme' });
  return checkMapping(at.desk.system(wednesday), incidentImport, change(mapping), sniff.columns, sniff.words);
}

const head = 'Number;Title;Opened;Status';
const row = (number: string) => `${number};x;2025-03-01;Closed`;

describe('a CSV file as a spreadsheet writes it', () => {
  it.each([
    ['has empty cells beyond the header', [head, `${row('R-1')};`, `${row('R-2')};;`]],
    ['lacks empty cells at the end', [`${head};Solution`, row('R-1'), row('R-2')]],
    ['ends in lines of separators', [head, row('R-1'), row('R-2'), ';;;', ';;;']],
    ['begins with the separator', ['sep=;', head, row('R-1'), row('R-2')]],
    ['has a title above', ['Ticket report 2025', '', head, row('R-1'), row('R-2')]],
  ])('%s', async (_, lines) => {
    const { counts, rows } = await through('spreadsheet.csv', lines.join('\r\n'));
    expect(counts).toMatchObject({ created: 2, refused: 0 });
    expect(rows.map(({ number, state }) => [number, state])).toEqual([['R-1', 'closed'], ['R-2', 'closed']]); // prettier-ignore
  });

  it('has quotes and line breaks in its titles', async () => {
    const { rows } = await through(
      'quotes.csv',
      `${head}\nT-1;Monitor 19" broken;2025-03-01;Closed\nT-2;"two\nlines";2025-03-01;Closed\nT-3;"a \\" of MySQL";2025-03-01;Closed\n`,
    );
    expect(rows.map(({ title }) => title)).toEqual(['Monitor 19" broken', 'two lines', 'a " of MySQL']);
  });

  it('has several tags in one cell, and guards its text from being taken for a formula', async () => {
    const { rows } = await through(
      'tags.csv',
      `${head};Tags\nT-1;'-5 in the server room;2025-03-01;Closed;"b tag, a"\nT-2;''=1;2025-03-01;Closed;"a; b;;c"\n`,
    );
    expect(rows.map(({ title, tags }) => [title, tags])).toEqual([
      ['-5 in the server room', ['b tag', 'a']],
      ["'=1", ['a', 'b', 'c']],
    ]);
  });

  it('is read in its own code page, and a broken row costs itself alone', async () => {
    const title = 'Tlačiareň v účtárni číslo 1 – žiadosť';
    const good = Array.from({ length: 40 }, (_, nth) => `E-${nth + 1};${title};2025-03-01;Closed\n`).join('');
    const bad = Buffer.from('E-99;caf\u00E9 mail;2025-03-01;Closed\n', 'latin1');
    const mixed = await through('mixed.csv', Buffer.concat([Buffer.from(`${head}\n`), bad, Buffer.from(good)]));
    expect(mixed.counts).toMatchObject({ created: 40, refused: 1 });
    expect(mixed.rows[0]?.title).toBe(title);
    expect(mixed.refused).toMatchObject([{ line: 2, problem: { code: 'encoding-broken' } }]);
    for (const encoding of ['windows-1250', 'iso-8859-2', 'cp852']) {
      const plain = 'Žltá tlačiareň nejde, ľahký problém';
      const { rows } = await through('page.csv', iconv.encode(`${head}\nE-1;${plain};2025-03-01;Closed\n`, encoding));
      expect([encoding, rows[0]?.title]).toEqual([encoding, plain]);
    }
  });
});

describe('a workbook', () => {
  it('has a column for each tag, all of one name', async () => {
    const lines = ['Key,Summary,Status,Created,Labels,Labels,Labels', 'J-1,x,Done,2025-03-01,vpn,home,', 'J-2,x,Done,2025-03-01,,,', 'J-3,x,Done,2025-03-01,,mail,']; // prettier-ignore
    const { counts, rows } = await through('labels.csv', lines.join('\n'));
    expect(counts).toMatchObject({ created: 3, refused: 0 });
    expect(rows.map(({ tags }) => tags)).toEqual([['vpn', 'home'], [], ['mail']]);
  });

  it('has its table on another sheet, below a title', async () => {
    const rows = [['Report'], [], ['Number', 'Title', 'Opened', 'Status'], ['X-1', 'Printer', '2025-03-01', 'Open']];
    const sheets = [
      { name: 'Cover', rows: [['Exported by']] },
      { name: 'Tickets', rows },
    ];
    const file = await at.file('book.xlsx', Buffer.from(await writeXlsx({ sheets })));
    const sniff = await sniffSource(file, { sheet: 'Tickets', findsHeader: true, whole: true });
    const { mapping } = incidentImport.suggest(sniff, { customer: 'Acme' });
    expect(mapping.source).toMatchObject({ sheet: 'Tickets', header: 3 });
    const run = await at.bringIn(file, { mapping });
    expect(await brought()).toMatchObject([{ number: 'X-1', title: 'Printer', state: 'new' }]);
    await at.takeBack(run.id);
  });
});

describe('times', () => {
  it.each([
    ['2025-03-01 10:00:00+01', '2025-03-01T09:00:00.000Z'],
    ['25/Mar/25 2:05 PM', '2025-03-25T14:05:00.000Z'],
    ['14. 3. 2026 10:15', '2026-03-14T10:15:00.000Z'],
    ['1740823200', '2025-03-01T10:00:00.000Z'],
  ])('%s comes in as it is meant', async (text, openedAt) => {
    const { rows } = await through('times.csv', `${head}\nT-1;x;"${text}";Closed\n`);
    expect(rows[0]?.openedAt).toBe(openedAt);
  });

  it('without an offset are those of the desk where the mapping says nothing', async () => {
    const ctx = at.desk.system(wednesday);
    expect(await deskZone(ctx)).toBe('Europe/Bratislava');
    const { rows } = await through('zone.csv', `${head}\nT-1;x;2025-07-01 10:00;Closed\n`, (mapping) => {
      const { zone: _, ...source } = mapping.source ?? {};
      return { ...mapping, source };
    });
    expect(rows[0]?.openedAt).toBe('2025-07-01T08:00:00.000Z');
  });

  it('whose day and month could be either are asked about, never decided', async () => {
    const content = `${head}\nT-1;x;03/04/2025 10:00;Closed\nT-2;x;05/06/2025 11:00;Closed\n`;
    expect(await faults(content)).toEqual([
      {
        path: 'fields.openedAt',
        code: 'date-order',
        params: { column: 'Opened', value: '03/04/2025 10:00', forms: 'd/M/yyyy H:mm', others: 'M/d/yyyy H:mm' },
      },
    ]);
    const stated = (mapping: Mapping) => ({ ...mapping, source: { ...mapping.source, dates: ['M/d/yyyy H:mm'] } });
    expect(await faults(content, stated)).toEqual([]);
  });

  it('that no form reads are told before anything is tried', async () => {
    const told = await faults(`${head}\nT-1;x;the other day;Closed\n`);
    expect(told).toMatchObject([{ path: 'fields.openedAt', code: 'date-unknown', params: { column: 'Opened' } }]);
    const wrong = await faults(`${head}\nT-1;x;2025-03-01;Closed\n`, (mapping) => ({
      ...mapping,
      source: { ...mapping.source, dates: ['dd/MM/yyyy foo'], encoding: 'klingon', delimiter: ';;', header: 0 },
    }));
    expect(wrong.map(({ path, code }) => [path, code])).toEqual([
      ['source.dates.0', 'date-form'],
      ['source.encoding', 'encoding'],
      ['source.delimiter', 'delimiter'],
      ['source.header', 'header'],
    ]);
  });
});

describe('a mapping', () => {
  it('makes up no state: the CLI and the wizard ask for one', async () => {
    const told = await faults('No;Title;Opened;Phase\n1;x;2025-03-01;New\n');
    expect(told.map(({ path, code }) => [path, code])).toEqual([['state.columns', 'from']]);
  });

  it('refuses a word that it does not know, whatever was suggested', async () => {
    const { counts, refused } = await through(
      'words.csv',
      `${head}\nW-1;x;2025-03-01;Not active\nW-2;x;2025-03-01;Closed\n`,
    );
    expect(counts).toMatchObject({ created: 1, refused: 1 });
    expect(refused).toMatchObject([{ problem: { code: 'state-unmapped', params: { value: 'Not active' } } }]);
  });

  it('takes words for nothing as nothing in every column', async () => {
    const { rows } = await through('empty.csv', `${head};Group\nG-1;x;2025-03-01;Closed;?\nG-2;x;2025-03-01;Closed;N/A\nG-3;x;2025-03-01;Closed;Net\n`); // prettier-ignore
    expect(rows.map(({ group }) => group)).toEqual([null, null, 'Net']);
    expect(await at.desk.owner("select 1 from support_group where name in ('?', 'N/A')")).toEqual([]);
  });

  it('understands levels with their names, and keeps a priority that the file states', async () => {
    const file = await at.file(
      'levels.csv',
      `${head};Impact;Urgency;Priority\nL-1;x;2025-03-01;Closed;1 - High;2 - Medium;2 - High\nL-2;x;2025-03-01;Closed;5;4;4 - Low\n`,
    );
    const run = await at.bringIn(file);
    const rows = await at.desk.owner<object>('select impact, urgency, priority from incident order by number');
    expect(rows).toEqual([{ impact: 1, urgency: 2, priority: 2 }, { impact: 5, urgency: 4, priority: 4 }]); // prettier-ignore
    await at.takeBack(run.id);
  });

  it('says how long a title may be, or cuts it and keeps all of it in the details', async () => {
    const long = `${'word '.repeat(50)}end`;
    const content = `${head};Details\nC-1;${long};2025-03-01;Closed;More\n`;
    const refuse = (mapping: Mapping): Mapping => ({
      ...mapping,
      fields: { ...mapping.fields, title: { from: { column: 'Title' } } },
    });
    const { refused } = await through('long.csv', content, refuse);
    expect(refused).toMatchObject([
      { problem: { code: 'value-long', params: { field: 'title', length: long.length, limit: 200 } } },
    ]);
    const run = await at.bringIn(await at.file('long.csv', content));
    const [one] = await at.desk.owner<{ title: string; description: string }>(
      'select title, description from incident',
    );
    expect(one?.title).toBe(`${long.slice(0, 199).trimEnd()}…`);
    expect(one?.description).toBe(`${long}\n\nMore`);
    await at.takeBack(run.id);
  });

  it('has its fixed values checked when they are set', async () => {
    const fixed = (field: string, constant: string) => (mapping: Mapping) => ({
      ...mapping,
      fields: { ...mapping.fields, [field]: { from: { constant } } },
    });
    const content = `${head}\n${row('F-1')}\n`;
    const told = async (field: string, value: string) =>
      (await faults(content, fixed(field, value))).map(({ path, code }) => [path, code]);
    expect(await told('openedAt', '1.1.2026')).toEqual([['fields.openedAt.from.constant', 'time']]);
    expect(await told('openedAt', '2026-01-01 10:00')).toEqual([]);
    expect(await told('impact', 'dreadful')).toEqual([['fields.impact.from.constant', 'value']]);
    expect(await told('title', 'x'.repeat(300))).toEqual([['fields.title.from.constant', 'value-long']]);
    expect(await told('assignee', 'Nobody Known')).toEqual([['fields.assignee.from.constant', 'record']]);
  });
});
