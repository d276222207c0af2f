import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { writeXlsx as writeBook } from 'hucre/xlsx';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { sniffSource } from './sniff.ts';
import { scratchFolder } from './test/bytes.ts';
import { generateCases, generateIncidentLog } from './test/incident-log.ts';
import { writeXlsx } from './write-xlsx.ts';

const folder = scratchFolder();
afterAll(folder.clear);

/** A workbook with a cover sheet, and a sheet with a title above its header. */
async function bookWithCover(): Promise<Buffer> {
  const tickets = [['Ticket report 2025'], [], ['Number', 'Title', 'Opened', 'Status'], ['T-1', 'Printer', '2025-03-01', 'Open']]; // prettier-ignore
  const sheets = [
    { name: 'Cover', rows: [['Exported by']] },
    { name: 'Tickets', rows: tickets },
  ];
  return Buffer.from(await writeBook({ sheets }));
}

const csv = (rows: number): string =>
  `id;name\n${Array.from({ length: rows }, (_, row) => `${row};name of ${row * 7919}\n`).join('')}`;

describe('sniffing a source', () => {
  it('shows a small file whole', async () => {
    const found = await sniffSource(folder.write('a.csv', `${csv(60)}1;2;3\n`));
    expect(found.reading).toMatchObject({ encoding: null, delimiter: ';', header: 1 });
    expect(found).toMatchObject({ kind: 'csv', gzip: false, columns: ['id', 'name'], estimatedRows: 61, exact: true });
    expect(found.rows).toHaveLength(50);
    expect(found.rows[0]).toMatchObject({ line: 2, values: { id: '0', name: 'name of 0' } });
    expect(found.problems).toMatchObject([{ line: 62, problem: { code: 'row-ragged' } }]);
  });

  it.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['packed', (text: string) => gzipSync(text)],
  ])('estimates a large %s file by its first part', async (_, pack) => {
    const found = await sniffSource(folder.write('b', pack(csv(200_000))), { sampleBytes: 300_000 });
    expect(found.exact).toBe(false);
    expect(found.estimatedRows / 200_000).toBeGreaterThan(0.9);
    expect(found.estimatedRows / 200_000).toBeLessThan(1.25);
  });

  it('finds the keys of JSON Lines wherever they occur', async () => {
    const found = await sniffSource(folder.write('c', '{"a":1}\n{"b":2,"a":3}\n{"c":[]}\n'));
    expect(found).toMatchObject({ kind: 'jsonl', columns: ['a', 'b', 'c'], estimatedRows: 3, exact: true });
  });

  it('estimates a workbook', async () => {
    const path = folder.write('d', '');
    const rows = Array.from({ length: 60_000 }, (_, row) => ({ a: row, b: `text ${row}` }));
    await pipeline(writeXlsx([{ key: 'a', label: 'A' }, { key: 'b', label: 'B' }], rows), createWriteStream(path)); // prettier-ignore
    const found = await sniffSource(path, { sampleBytes: 500_000 });
    expect(found).toMatchObject({ kind: 'xlsx', columns: ['A', 'B'], exact: false });
    expect(found.estimatedRows / 60_000).toBeGreaterThan(0.8);
    expect(found.estimatedRows / 60_000).toBeLessThan(1.25);
  });

  it('shows the events of a log with their case', async () => {
    const options = { seed: 3, cases: 3000 };
    const found = await sniffSource(folder.write('e.xes', [...generateIncidentLog(options)].join('')), {
      sampleBytes: 500_000,
    });
    const events = [...generateCases(options)].reduce((sum, one) => sum + one.events.length, 0);
    expect(found.columns.slice(0, 3)).toEqual(['trace.concept:name', 'event.org:group', 'event.resource country']);
    expect(found.columns).toHaveLength(12);
    expect(found.rows).toHaveLength(50);
    expect(found.rows[0]?.values).toMatchObject({ 'trace.concept:name': '7-500000000' });
    expect(found.exact).toBe(false);
    expect(found.estimatedRows / events).toBeGreaterThan(0.85);
    expect(found.estimatedRows / events).toBeLessThan(1.15);
    expect((found.estimatedCases ?? 0) / 3000).toBeGreaterThan(0.8);
    expect((found.estimatedCases ?? 0) / 3000).toBeLessThan(1.2);
  });

  it('finds the header below titles, and reads from there once its line is stated', async () => {
    const file = folder.write(
      't.csv',
      'Ticket report 2025;\n\nNumber;Title;Opened\nT-1;Printer;2025-03-01\nT-2;"Two\nlines"\n',
    );
    const found = await sniffSource(file, { findsHeader: true });
    expect(found.columns).toEqual(['Number', 'Title', 'Opened']);
    expect(found.reading).toMatchObject({ header: 3, delimiter: ';' });
    expect(found.reading.top.slice(0, 3)).toEqual([
      { line: 1, cells: ['Ticket report 2025', ''] },
      { line: 2, cells: [''] },
      { line: 3, cells: ['Number', 'Title', 'Opened'] },
    ]);
    expect((await sniffSource(file, { header: 3 })).rows).toHaveLength(2);
    expect((await sniffSource(file)).columns).toEqual(['Ticket report 2025']);
  });

  it('reads a sheet that is not the first, and the header below its titles', async () => {
    const file = folder.write('book.xlsx', await bookWithCover());
    expect((await sniffSource(file)).columns).toEqual(['Exported by']);
    const found = await sniffSource(file, { sheet: 'Tickets', findsHeader: true });
    expect(found.columns).toEqual(['Number', 'Title', 'Opened', 'Status']);
    expect(found.reading).toMatchObject({ sheet: 'Tickets', sheets: ['Cover', 'Tickets'], header: 3 });
    expect(found.rows[0]).toMatchObject({ line: 4, values: { Number: 'T-1', Status: 'Open' } });
    // A cover is passed over, unless it is asked for.
    expect((await sniffSource(file, { findsHeader: true })).reading).toEqual(found.reading);
    expect((await sniffSource(file, { sheet: 'Cover', findsHeader: true })).columns).toEqual(['Exported by']);
    expect((await sniffSource(file, { sheet: 'None' })).problems).toMatchObject([
      { problem: { code: 'xlsx-no-sheet' } },
    ]);
  });

  it('knows the words of all rows when it is to read to the end, and cuts long lists', async () => {
    const rows = Array.from({ length: 5000 }, (_, nth) => `T-${nth};${nth === 4000 ? 'Late' : 'Open'};${nth === 4999 ? '01/31/26 9:00' : '01/02/26 9:00'};${nth % 7 ? '?' : 'Mail'}`); // prettier-ignore
    const found = await sniffSource(folder.write('w.csv', ['no;state;at;group', ...rows].join('\n')), { whole: true });
    expect(found.rows).toHaveLength(50);
    expect([found.estimatedRows, found.exact]).toEqual([5000, true]);
    expect(found.words['state']).toMatchObject({
      words: [
        ['Open', 4999],
        ['Late', 1],
      ],
      complete: true,
    });
    expect(found.words['no']?.complete).toBe(false);
    expect(found.words['no']?.words).toHaveLength(300);
    expect(found.words['at']?.extremes).toEqual(['01/02/26 9:00', '01/31/26 9:00']);
    expect(found.words['group']?.placeholders).toEqual(['?']);
  });

  it('tells the encoding with words of the file', async () => {
    const text = 'no;title\n1;Žltá tlačiareň nejde, ľahký problém\n';
    const found = await sniffSource(folder.write('e.csv', iconv.encode(text, 'cp852')));
    expect(found.reading).toMatchObject({ encoding: 'cp852', sure: true });
    expect(found.reading.candidates[0]).toEqual({
      encoding: 'cp852',
      words: ['Žltá', 'tlačiareň', 'ľahký', 'problém'],
    });
  });

  it('says of anything else only that it is unknown', async () => {
    const found = await sniffSource(folder.write('f', '%PDF-1.7'));
    expect(found).toMatchObject({ kind: 'unknown', columns: [], rows: [], estimatedRows: 0 });
  });
});
