import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { sniffSource } from './sniff.ts';
import { scratchFolder } from './test/bytes.ts';
import { generateCases, generateIncidentLog } from './test/incident-log.ts';
import { writeXlsx } from './write-xlsx.ts';

const folder = scratchFolder();
afterAll(folder.clear);

const csv = (rows: number): string =>
  `id;name\n${Array.from({ length: rows }, (_, row) => `${row};name of ${row * 7919}\n`).join('')}`;

describe('sniffing a source', () => {
  it('shows a small file whole', async () => {
    const found = await sniffSource(folder.write('a.csv', `${csv(60)}1;2;3\n`));
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

  it('says of anything else only that it is unknown', async () => {
    const found = await sniffSource(folder.write('f', '%PDF-1.7'));
    expect(found).toMatchObject({ kind: 'unknown', columns: [], rows: [], estimatedRows: 0 });
  });
});
