import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { readJsonl } from './json-lines.ts';
import { all, brief, bytesOf, scratchFolder } from './test/bytes.ts';
import { writeCsv } from './write-csv.ts';
import { writeJsonl } from './write-jsonl.ts';
import { writeXlsx } from './write-xlsx.ts';
import type { OutputCell } from './write.ts';
import { readXlsx } from './xlsx.ts';

const folder = scratchFolder();
afterAll(folder.clear);

const columns = [
  { key: 'a', label: 'First' },
  { key: 'b', label: 'Second; "quoted", line\nbreak' },
];

/** Text with everything that hurts more often than chance would have it. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', "'", ',', ';', '\t', '\r', '\n', ' ', '=', '+', '-', '@', '\0', '_x000D_', '&lt;', 'č', '😀', '\uFEFF', 'x') }),
); // prettier-ignore
const row = fc.record({ a: text, b: text });

async function written(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await all(pieces));
}

/** Rows without end, which counts how many were taken. */
function endless(width: number): { rows: Iterable<Record<string, OutputCell>>; taken: () => number } {
  let taken = 0;
  return {
    taken: () => taken,
    rows: {
      *[Symbol.iterator]() {
        for (;;) {
          taken += 1;
          // Rows are made without a pause, so a writer that never waits would never come back either.
          if (taken > 500_000) throw new Error('taken without end');
          yield { a: `${Math.imul(taken, 2_654_435_761)}`.repeat(width), b: taken };
        }
      },
    },
  };
}

describe('writing CSV', () => {
  it.each([',', ';', '\t', '|'])('is read back with %j as it was', async (delimiter) => {
    const property = fc.asyncProperty(
      fc.array(row),
      fc.boolean(),
      fc.integer({ min: 1, max: 50 }),
      async (rows, byteOrderMark, size) => {
        const bytes = await written(writeCsv(columns, rows, { delimiter, byteOrderMark }));
        const back = await brief(readCsv(bytesOf(bytes, size), { delimiter, encoding: 'utf-8' }));
        // A row of which nothing is filled is none.
        const filled = rows.filter(({ a, b }) => a !== '' || b !== '');
        expect(back.map(([, ...values]) => values)).toEqual(filled.map(({ a, b }) => [a, b]));
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+421', "'+421"],
    ['-x', "'-x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['＋421', "'＋421"],
    ['－x', "'－x"],
    ['＠SUM(A1)', "'＠SUM(A1)"],
    ['\tx', "'\tx"],
    ['\0x', "'\0x"],
    ["'=1+1", "''=1+1"],
    ["'n' roll", "'n' roll"],
    ['a=1', 'a=1'],
    [-1.5, '-1.5'],
    [true, 'true'],
    [null, ''],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('writes %j as %j', async (cell, expected) => {
    const bytes = await written(writeCsv([{ key: 'a', label: 'a' }, { key: 'b', label: 'b' }], [{ a: cell, b: 1 }], { byteOrderMark: false })); // prettier-ignore
    expect(bytes.toString()).toBe(`a,b\r\n${expected},1\r\n`);
  });

  it('escapes titles, and keeps a single empty cell a row', async () => {
    const bytes = await written(writeCsv([{ key: 'a', label: '=evil' }], [{ a: null }, { a: 'x' }]));
    expect(bytes.toString()).toBe('\uFEFF\'=evil\r\n""\r\nx\r\n');
  });

  it('takes rows only as its output is taken', async () => {
    const { rows, taken } = endless(10);
    let pieces = 0;
    for await (const _ of writeCsv(columns, rows)) {
      pieces += 1;
      expect(taken()).toBeLessThan(pieces * 2000);
      if (pieces === 20) break;
    }
    expect(taken()).toBeGreaterThan(1000);
  });
});

describe('writing JSON Lines', () => {
  it('is read back as it was', async () => {
    const cell = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.boolean(),
      fc.constant(null),
    );
    const property = fc.asyncProperty(
      fc.array(fc.record({ a: cell, b: cell })),
      fc.integer({ min: 1, max: 50 }),
      async (rows, size) => {
        const bytes = await written(writeJsonl(columns, rows));
        const back = await brief(readJsonl(bytesOf(bytes, size)));
        // A lone half of a surrogate pair can't be written in UTF-8; JSON has an escape for it.
        expect(back.map(([, ...values]) => values)).toEqual(rows.map(({ a, b }) => [a, b]));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('writing workbooks', () => {
  async function throughFile(rows: Record<string, OutputCell>[], options = {}): Promise<string> {
    const path = folder.write('out.xlsx', '');
    await pipeline(writeXlsx(columns, rows, options), createWriteStream(path));
    return path;
  }

  it('is read back as it was', async () => {
    const cell = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.boolean(),
      fc.constant(null),
    );
    const property = fc.asyncProperty(fc.array(fc.record({ a: cell, b: cell }), { maxLength: 20 }), async (rows) => {
      const back = await brief(readXlsx(await throughFile(rows)));
      // Empty text is an empty cell, and a row of those is no row.
      const kept = rows
        .map(({ a, b }) => [a, b].map((value) => (value === '' ? null : value)))
        .filter(([a, b]) => a !== null || b !== null);
      expect(back.map(([, ...values]) => values)).toEqual(kept);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('writes instants with their zone, and never a formula', async () => {
    const path = await throughFile([{ a: new Date(Date.UTC(2024, 2, 31, 1, 30)), b: '=1+1' }]);
    expect(await brief(readXlsx(path))).toEqual([[2, '2024-03-31T01:30:00.000Z', '=1+1']]);
    const { openZip } = await import('./zip.ts');
    const archive = await openZip(path, { maxUnpacked: 1_000_000 });
    const sheet = Buffer.concat(await all(archive.read('xl/worksheets/sheet1.xml'))).toString();
    expect(sheet).not.toContain('<f');
    expect(sheet).toContain('t="inlineStr"');
  });

  it('cuts what no cell can hold', async () => {
    const [, value] = (await brief(readXlsx(await throughFile([{ a: 'x'.repeat(40_000) }]))))[0] ?? [];
    expect(String(value).length).toBe(32_767);
    expect(String(value).endsWith('x…')).toBe(true);
  });

  it('goes on in another sheet', async () => {
    const path = await throughFile([{ a: 1 }, { a: 2 }, { a: 3 }], { sheet: "'Every/thing'", rowsPerSheet: 2 });
    expect(await brief(readXlsx(path))).toEqual([[2, 1, null], [3, 2, null]]); // prettier-ignore
    expect(await brief(readXlsx(path, { sheet: 'Every thing_2' }))).toEqual([[2, 3, null]]);
  });

  it('takes rows only as its output is taken', async () => {
    const { rows, taken } = endless(20);
    let bytes = 0;
    let before = 0;
    for await (const piece of writeXlsx(columns, rows)) {
      // Between one piece and the next no more is made than what fits the queues, however long one waits.
      bytes += piece.length;
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(taken() - before).toBeLessThan(5000);
      before = taken();
      if (bytes > 1_000_000) break;
    }
    const stopped = taken();
    expect(stopped).toBeGreaterThan(5000);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(taken() - stopped).toBeLessThan(2);
  });

  it('passes on what the rows throw', async () => {
    async function* failing(): AsyncGenerator<Record<string, OutputCell>> {
      yield { a: 1 };
      throw new Error('the database went away');
    }
    await expect(all(writeXlsx(columns, failing()))).rejects.toThrow('the database went away');
  });
});
