import { describe, expect, it } from 'vitest';
import { readJsonl } from './json-lines.ts';
import { all, brief, bytesOf } from './test/bytes.ts';

const cases: [name: string, content: string | Buffer, rows: unknown[][]][] = [
  ['objects', '{"a":1,"b":"x"}\n{"a":null,"b":[1,{"c":true}]}\n', [[1, 1, 'x'], [2, null, [1, { c: true }]]]],
  ['a byte order mark, CRLF, blank lines, no end', '\uFEFF{"a":1}\r\n\r\n  \n{"a":2}', [[1, 1], [4, 2]]],
  ['broken JSON', '{"a":1}\n{"a":}\n{"a":3}\n{"a":', [[1, 1], [2, 'json-broken', {}], [3, 3], [4, 'json-broken', { column: 6 }]]],
  ['things that are no objects', '[1]\n"x"\n3\nnull\n', [
    [1, 'json-not-object', { found: 'array' }],
    [2, 'json-not-object', { found: 'string' }],
    [3, 'json-not-object', { found: 'number' }],
    [4, 'json-not-object', { found: 'null' }],
  ]],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d, 0x0a, 0x7b, 0x7d]), [[1, 'encoding-broken', { encoding: 'utf-8' }], [2]]],
  ['a line over the limit', `{"a":"${'x'.repeat(300)}"}\n{"a":2}\n`, [[1, 'row-too-long', { limit: 200 }], [2, 2]]],
  ['nothing', '', []],
]; // prettier-ignore

describe('reading JSON Lines', () => {
  it.each(cases)('%s', async (_, content, rows) => {
    for (const size of [1, 5, 64_000]) {
      expect(await brief(readJsonl(bytesOf(content, size), { maxLineBytes: 200 }))).toEqual(rows);
    }
  });

  it('survives nesting that is deep beyond use', async () => {
    const deep = `{"a":${'['.repeat(200_000)}\n{"a":1}\n`;
    const rows = await brief(readJsonl(bytesOf(deep)));
    expect(rows.map(([line, code]) => [line, code])).toEqual([
      [1, 'json-broken'],
      [2, 1],
    ]);
  });

  it('keeps a key called __proto__ as a key', async () => {
    const [row] = await all(readJsonl(bytesOf('{"__proto__":{"admin":true,"__proto__":1}}')));
    expect(row && 'values' in row && Object.keys(row.values)).toEqual(['__proto__.admin', '__proto__.__proto__']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('stops when it is told to', async () => {
    await expect(all(readJsonl(bytesOf('{}\n{}'), { signal: AbortSignal.abort(new Error('enough')) }))).rejects.toThrow(
      'enough',
    );
  });
});
