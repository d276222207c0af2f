import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { openSource } from './open-source.ts';
import { all, brief, scratchFolder } from './test/bytes.ts';
import { workbookParts, zipOf } from './test/workbook.ts';

const folder = scratchFolder();
afterAll(folder.clear);

const kinds: [name: string, content: string | Uint8Array, kind: string][] = [
  ['CSV', 'a,b\n1,2\n', 'csv'],
  ['CSV with a byte order mark', '\uFEFFa;b\r\n', 'csv'],
  ['CSV in UTF-16', Buffer.from('\uFEFFa\tb\r\n1\t2', 'utf16le'), 'csv'],
  ['JSON Lines', '\n {"a":1}\n', 'jsonl'],
  ['XES', '\uFEFF\n<?xml version="1.0"?><log/>', 'xes'],
  ['XES without a declaration', '<log/>', 'xes'],
  ['a workbook', zipOf(workbookParts({ sheetData: '' })), 'xlsx'],
  ['an old or encrypted workbook', Buffer.from('d0cf11e0a1b11ae1'.padEnd(200, '0'), 'hex'), 'unknown'],
  ['PDF', '%PDF-1.7\n', 'unknown'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'unknown'],
  ['CSV with a stray control character', `a,b\n${'1,2\n'.repeat(60)}x\u0000y,3\n`, 'csv'],
  ['bytes that are no text', Buffer.from(Array.from({ length: 600 }, (_, nth) => nth % 251)), 'unknown'],
  ['nothing', '', 'unknown'],
  ['white space', ' \n\n', 'unknown'],
];

describe('opening a source', () => {
  it.each(kinds)('knows %s by its content', async (_, content, kind) => {
    const plain = await openSource(folder.write('a.txt', content));
    expect([plain.kind, plain.gzip]).toEqual([kind, false]);
    const packed = await openSource(folder.write('a.bin', gzipSync(content)));
    expect([packed.kind, packed.gzip]).toEqual([kind === 'xlsx' ? 'unknown' : kind, true]);
  });

  it('can be read more than once', async () => {
    const { stream } = await openSource(folder.write('a.csv.gz', gzipSync('a\n1\n')));
    expect(await brief(readCsv(stream))).toEqual([[2, '1']]);
    expect(await brief(readCsv(stream))).toEqual([[2, '1']]);
  });

  it('reads all members of a joined gzip file', async () => {
    const joined = Buffer.concat([gzipSync('a\n1\n'), gzipSync('2\n')]);
    expect(await brief(readCsv((await openSource(folder.write('j.gz', joined))).stream))).toEqual([[2, '1'], [3, '2']]); // prettier-ignore
  });

  it.each([20, 50_000])('passes over %d bytes of padding behind a gzip file', async (padding) => {
    const padded = Buffer.concat([gzipSync('a\n1\n'), Buffer.alloc(padding)]);
    expect(await brief(readCsv((await openSource(folder.write('p.gz', padded))).stream))).toEqual([[2, '1']]);
  });

  it('stops unpacking at the limit, whatever the file says of itself', async () => {
    const bomb = gzipSync(`a\n${'1\n'.repeat(5_000_000)}`);
    bomb.writeUInt32LE(1, bomb.length - 4);
    const { stream } = await openSource(folder.write('bomb.gz', bomb), { maxBytes: 100_000 });
    const items = await all(readCsv(stream));
    expect(items.at(-1)?.problem).toEqual({ code: 'too-large', params: { limit: 100_000 } });
    expect(items.length).toBeLessThan(50_001);
  });

  it('applies the limit to a plain file too', async () => {
    const { stream } = await openSource(folder.write('big.csv', 'a\n'.repeat(100_000)), { maxBytes: 70_000 });
    expect((await all(readCsv(stream))).at(-1)?.problem?.code).toBe('too-large');
  });

  it('tells damage in the middle after what stands before it', async () => {
    const packed = gzipSync(
      Buffer.from(Array.from({ length: 50_000 }, (_, row) => `${row},${Math.imul(row, 2_654_435_761)}\n`).join('')),
    );
    packed.fill(0x55, packed.length / 2, packed.length / 2 + 100);
    const items = await all(readCsv((await openSource(folder.write('d.gz', packed))).stream));
    expect(items.at(-1)?.problem?.code).toBe('source-broken');
    expect(items.length).toBeGreaterThan(10_000);
    expect(items.slice(0, 10_000).every(({ problem }) => problem === undefined)).toBe(true);
  });

  it('throws what the system says of a file that is not there', async () => {
    await expect(openSource('/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
