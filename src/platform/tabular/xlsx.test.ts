import { createWriteStream, existsSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { all, brief, scratchFolder } from './test/bytes.ts';
import { type WorkbookText, workbookParts, zipOf } from './test/workbook.ts';
import { writeXlsx } from './write-xlsx.ts';
import { serialToText } from './xlsx-dates.ts';
import { type XlsxReadOptions, readXlsx } from './xlsx.ts';

const folder = scratchFolder();
afterAll(folder.clear);

const inline = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const header = `<row r="1">${inline('a')}${inline('b')}</row>`;
const formats =
  '<numFmts><numFmt numFmtId="164" formatCode="d. m. yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="&quot;day&quot; 0.0"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
  '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="20"/></cellXfs>';

function book(text: WorkbookText, options: XlsxReadOptions = {}): Promise<unknown[][]> {
  return brief(readXlsx(folder.write('book.xlsx', zipOf(workbookParts(text))), options));
}

const cells: [name: string, first: string, second: string, row: unknown[], more?: Partial<WorkbookText>][] = [
  ['inline text, also rich', inline('x &amp;lt; y'), '<c t="inlineStr"><is><r><t>one </t></r><r><t>two</t></r></is></c>', ['x &lt; y', 'one two']],
  ['shared text, also rich and with readings', '<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', ['plain', 'rich text'], { strings: '<si><t>plain</t></si><si><r><t>rich</t></r><r><t xml:space="preserve"> text</t></r><rPh><t>reading</t></rPh></si>' }],
  ['numbers', '<c><v>1.5</v></c>', '<c t="n"><v>-2E3</v></c>', [1.5, -2000]],
  ['booleans and errors', '<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>', [true, '#N/A']],
  ['results of formulas', '<c><f>SUM(A1:A2)</f><v>42</v></c>', '<c t="str"><f>A1&amp;"x"</f><v>12x</v></c>', [42, '12x']],
  ['a formula without a result', '<c><f>1+1</f></c>', inline('x'), [null, 'x']],
  ['dates', '<c s="1"><v>45382</v></c>', '<c s="2"><v>45382.104166666664</v></c>', ['2024-03-31', '2024-03-31T02:30:00']],
  ['dates of an own format', '<c s="3"><v>45382</v></c>', '<c s="3"><v>45382.5</v></c>', ['2024-03-31', '2024-03-31T12:00:00']],
  ['durations and literals are numbers', '<c s="4"><v>1.5</v></c>', '<c s="5"><v>3</v></c>', [1.5, 3]],
  ['times', '<c s="6"><v>0.75</v></c>', '<c t="d"><v>2024-03-31</v></c>', ['18:00:00', '2024-03-31']],
  ['the 1904 calendar', '<c s="1"><v>43920</v></c>', inline('x'), ['2024-03-31', 'x'], { workbookAttributes: 'date1904="1"' }],
  ['escaped characters', inline('a_x000D__x000A_b'), inline('_x005F_x000D_'), ['a\r\nb', '_x000D_']],
  ['cells by reference', '<c r="B2"><v>2</v></c>', '', [null, 2]],
]; // prettier-ignore

describe('reading workbooks', () => {
  it.each(cells)('%s', async (_, first, second, row, more = {}) => {
    const sheetData = `${header}<row r="2">${first}${second}</row>`;
    expect(await book({ sheetData, cellFormats: formats, ...more })).toEqual([[2, ...row]]);
  });

  it('numbers rows as the sheet does, and skips empty ones', async () => {
    const sheetData = `<row r="3">${inline('a')}</row><row r="5"><c/></row><row r="9"><c><v>1</v></c></row><row><c><v>2</v></c></row>`;
    expect(await book({ sheetData })).toEqual([
      [9, 1],
      [10, 2],
    ]);
  });

  it('reports rows that reach beyond the header, and broken cells', async () => {
    const sheetData = `${header}<row r="2"><c r="D2"><v>1</v></c></row><row r="3"><c t="s"><v>7</v></c></row><row r="4"><c r="4D"><v>1</v></c></row><row r="5"><c><v>1x</v></c></row><row r="6"><c><v>6</v></c></row>`;
    expect(await book({ sheetData })).toEqual([
      [2, 'row-ragged', { expected: 2, found: 4 }],
      [3, 'xlsx-cell', { cell: '7' }],
      [4, 'xlsx-cell', { cell: '4D' }],
      [5, 'xlsx-cell', { cell: '1x' }],
      [6, 6, null],
    ]);
  });

  it('takes the first visible sheet, or the one named', async () => {
    const sheets = '<sheet name="First" state="hidden" r:id="rId1"/><sheet name="Second" r:id="rId4"/>';
    const told: string[][] = [];
    const onColumns = (columns: string[]): void => void told.push(columns);
    await book({ sheetData: header, sheets }, { onColumns });
    await book({ sheetData: header, sheets }, { onColumns, sheet: 'First' });
    expect(told).toEqual([['other'], ['a', 'b']]);
    expect(await book({ sheetData: header }, { sheet: 'Third' })).toEqual([[0, 'xlsx-no-sheet', { sheet: 'Third' }]]);
  });

  it('stops at the limit of rows', async () => {
    const sheetData = `${header}${'<row><c><v>1</v></c></row>'.repeat(5)}`;
    expect((await book({ sheetData }, { maxRows: 3 })).slice(2)).toEqual([
      [4, 1, null],
      [5, 'too-many-rows', { limit: 3 }],
    ]);
  });

  it('stops unpacking at the limit, whatever the archive claims', async () => {
    const sheetData = `${header}${'<row><c><v>1</v></c></row>'.repeat(500_000)}`;
    const parts = workbookParts({ sheetData }).map((part) => Object.assign(part, { claims: 10 }));
    const path = folder.write('bomb.xlsx', zipOf(parts));
    const items = await all(readXlsx(path, { maxUnpacked: 1_000_000 }));
    expect(items.at(-1)?.problem).toEqual({ code: 'too-large', params: { limit: 1_000_000 } });
    expect(items.length).toBeLessThan(40_000);
  });

  it('holds no more shared strings in memory than there is room for, however small they are packed', async () => {
    const many = '<si><t/></si>'.repeat(2000);
    const rows = await book({ sheetData: header, strings: many }, { maxStrings: 100_000 });
    expect(rows).toEqual([[0, 'too-large', { limit: 100_000 }]]);
    const long = `<si><t>${'x'.repeat(200_000)}</t></si>`;
    expect(await book({ sheetData: header, strings: long }, { maxStrings: 100_000 })).toEqual(rows);
    expect(
      await book({ sheetData: header, strings: '<si><t/></si>'.repeat(500) }, { maxStrings: 100_000 }),
    ).not.toEqual(rows);
  });

  it('counts all parts against the one limit', async () => {
    const strings = '<si><t>x</t></si>'.repeat(40_000);
    const rows = await book({ sheetData: header, strings }, { maxUnpacked: 500_000 });
    expect(rows).toEqual([[0, 'too-large', { limit: 500_000 }]]);
  });

  it.each([
    ['a cut file', (bytes: Buffer) => bytes.subarray(0, bytes.length - 30), 'zip-broken'],
    ['no archive', () => Buffer.from('PK\u0003\u0004 and then something else'), 'zip-broken'],
    [
      'a directory that points nowhere',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -6), Buffer.from([255, 255, 255, 127, 0, 0])]),
      'zip-broken',
    ],
  ] as const)('tells %s', async (_, damage, code) => {
    const path = folder.write('bad.xlsx', damage(zipOf(workbookParts({ sheetData: header }))));
    expect((await all(readXlsx(path))).map(({ problem }) => problem?.code)).toEqual([code]);
  });

  it('tells damaged contents by their checksum', async () => {
    const parts = workbookParts({ sheetData: `${header}<row><c><v>1</v></c></row>` });
    const bytes = zipOf(parts);
    const directory = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
    bytes.writeUInt32LE(12_345, directory + 16);
    expect((await brief(readXlsx(folder.write('sum.xlsx', bytes)))).map(([, code]) => code)).toEqual([1, 'zip-broken']);
  });

  it('refuses encrypted parts, names that occur twice, and document types', async () => {
    const parts = workbookParts({ sheetData: header });
    const first = parts[0] ?? { name: '', content: '' };
    const code = async (files: typeof parts): Promise<unknown> =>
      (await all(readXlsx(folder.write('x.xlsx', zipOf(files))))).at(-1)?.problem?.code;
    expect(await code([{ ...first, encrypted: true }, ...parts.slice(1)])).toBe('zip-encrypted');
    expect(await code([...parts, first])).toBe('zip-broken');
    const evil = { ...first, content: `<!DOCTYPE x [<!ENTITY e "x">]>${String(first.content)}` };
    expect(await code([evil, ...parts.slice(1)])).toBe('xml-doctype');
  });

  it('gives the rows before the XML of a sheet breaks', async () => {
    expect(await book({ sheetData: `${header}<row r="2"><c><v>1</v></c></row><row r="3"><c></row>` })).toEqual([
      [2, 1, null],
      [3, 'xml-broken', { detail: expect.any(String) }],
    ]);
  });

  it('stops when it is told to', async () => {
    const path = folder.write('stop.xlsx', zipOf(workbookParts({ sheetData: header })));
    await expect(all(readXlsx(path, { signal: AbortSignal.abort(new Error('enough')) }))).rejects.toThrow('enough');
  });

  it('keeps letters whole at every edge of a chunk', async () => {
    const path = folder.write('letters.xlsx', '');
    const rows = Array.from({ length: 20_000 }, (_, row) => ({ a: 'ščťž'.repeat(1 + (row % 7)) }));
    await pipeline(writeXlsx([{ key: 'a', label: 'a' }], rows), createWriteStream(path));
    expect((await brief(readXlsx(path))).map(([, text]) => text)).toEqual(rows.map(({ a }) => a));
  });

  it.runIf(existsSync('/proc/self/fd'))('closes the file of whoever stops after a few rows', async () => {
    const rows = Array.from({ length: 20_000 }, (_, nth) => ({ a: `row ${nth} ${Math.sqrt(nth)}` }));
    const path = folder.write('left.xlsx', '');
    await pipeline(writeXlsx([{ key: 'a', label: 'a' }], rows), createWriteStream(path));
    for await (const item of readXlsx(path)) if (item.line > 3) break;
    const open = await Promise.all(
      (await readdir('/proc/self/fd')).map(async (fd) => await readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(open.filter((target) => target === path)).toEqual([]);
  });
});

it.each([
  [1, 'date', '1900-01-01'],
  [59, 'date', '1900-02-28'],
  [61, 'date', '1900-03-01'],
  [2_958_465, 'date', '9999-12-31'],
  [45_382.000_011_574, 'date-time', '2024-03-31T00:00:01'],
  [0.5, 'date-time', '12:00:00'],
  [-1, 'date', undefined],
  [2_958_466, 'date', undefined],
  [Number.NaN, 'date', undefined],
] as const)('makes %d as a %s into %s', (serial, kind, text) => {
  expect(serialToText(serial, kind, false)).toBe(text);
});
