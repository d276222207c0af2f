import { describe, expect, it } from 'vitest';
import { readJsonDocument } from './json-document.ts';
import { all, brief, bytesOf } from './test/bytes.ts';

const list = [
  { id: 1, title: 'A "b" [c] {d}' },
  { id: 2, title: 'é\\' },
];
const rows = [[1, 'A "b" [c] {d}'], [2, 'é\\']]; // prettier-ignore
const at = (...lines: number[]) => rows.map((values, nth) => [lines[nth] ?? 1, ...values]);

const cases: [name: string, content: string, rows: unknown[][]][] = [
  ['a list', JSON.stringify(list), at(1, 1)],
  ['a list with a line for each', `[\n${list.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`, at(2, 3)],
  ['a list written out', JSON.stringify(list, null, 2), at(2, 6)],
  ['a list behind a byte order mark', `\uFEFF ${JSON.stringify(list)}`, at(1, 1)],
  ['an answer', JSON.stringify({ records: list }), at(1, 1)],
  ['an answer with other things around', JSON.stringify({ expand: 'x', total: 2, links: [{ a: 1 }], data: [], issues: list, users: [{ id: 9 }] }), at(1, 1)],
  ['an answer within an answer', JSON.stringify({ d: { __count: '2', results: list }, value: [{ id: 3 }] }, null, 1), at(5, 9)],
  ['one record with lists of its own', JSON.stringify({ id: 1, notes: [{ a: 1 }] }, null, 2), [[1, 1, [{ a: 1 }]]]],
  ['records one after the other', list.map((one) => JSON.stringify(one, null, 2)).join('\n'), at(1, 5)],
  ['an empty list', ' [ ] ', []],
  ['things that are no records', '[{"id":1},3,"x",[{"id":2}],null,{"id":4}]', [
    [1, 1],
    [1, 'json-not-object', { found: 'value' }],
    [1, 'json-not-object', { found: 'string' }],
    [1, 'json-not-object', { found: 'array' }],
    [1, 'json-not-object', { found: 'value' }],
    [1, 4],
  ]],
  ['a broken record', '[{"id":1},\n{"id":},\n{"id":3}]', [[1, 1], [2, 'json-broken', {}], [3, 3]]],
  ['a document that stops', '[{"id":1},\n{"id":2', [[1, 1], [2, 'json-broken', {}]]],
  ['a list that stops', '[{"id":1},\n', [[1, 1], [2, 'json-broken', {}]]],
  ['a record over the limit', `[{"id":"${'x'.repeat(300)}"},{"id":2}]`, [[1, 'row-too-long', { limit: 200 }], [1, 2]]],
]; // prettier-ignore

describe('reading a JSON document', () => {
  it.each(cases)('%s', async (_, content, expected) => {
    for (const size of [1, 7, 64_000]) {
      const read = await brief(readJsonDocument(bytesOf(content, size), { maxLineBytes: 200 }));
      expect(read).toEqual(expected);
    }
  });

  it('makes columns of what an object has inside of it, by their path', async () => {
    const [row] = await all(
      readJsonDocument(bytesOf('[{"key":"A-1","fields":{"status":{"name":"Open"},"labels":["a","b"],"empty":{}}}]')),
    );
    expect(row && 'values' in row && { ...row.values }).toEqual({
      key: 'A-1',
      'fields.status.name': 'Open',
      'fields.labels': ['a', 'b'],
    });
  });

  it('keeps no more of it in memory than a record', async () => {
    async function* endless() {
      yield Buffer.from('[');
      for (let nth = 0; nth < 200_000; nth += 1) yield Buffer.from(`{"id":${nth},"text":"${'x'.repeat(500)}"},`);
      yield Buffer.from('{"id":-1}]');
    }
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
    let read = 0;
    let most = 0;
    for await (const _ of readJsonDocument(endless())) {
      read += 1;
      if (read % 20_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed + process.memoryUsage().external);
    }
    expect(read).toBe(200_001);
    expect(most - before).toBeLessThan(80 * 1024 ** 2);
  });

  it('stops when it is told to', async () => {
    await expect(
      all(readJsonDocument(bytesOf('[{},{}]'), { signal: AbortSignal.abort(new Error('enough')) })),
    ).rejects.toThrow('enough');
  });
});
