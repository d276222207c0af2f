import { describe, expect, it } from 'vitest';
import {
  compileFilter,
  disjuncts,
  fieldsOf,
  formatFilter,
  matches,
  parseFilter,
  simplify,
  validateFilter,
  type Filter,
} from './filter.ts';
import { actors, now, pick, randomRecord, schema, seeded, type Random } from './test/generate.ts';

const pieces = [
  'title',
  'state',
  'priority',
  'opened',
  'tags',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'custom',
  'and',
  'or',
  'not',
  'in',
  'is',
  'empty',
  'has',
  'starts',
  'between',
  'true',
  'me',
  'my.',
  'my.__proto__',
  'my.groups',
  'is:',
  'is:mine',
  'is:constructor',
  'now',
  'now-7d',
  'today+99999w',
  '-',
  '+',
  '2026-01-31',
  '2026-13-45',
  '0000-00-00T00:00Z',
  '1e999',
  '-0',
  '1.',
  '.5',
  '(',
  ')',
  ',',
  '=',
  '!=',
  '!',
  '<',
  '<=',
  '~',
  "'",
  '"',
  "''",
  '""',
  '\\',
  '%',
  '_',
  '$1',
  ';',
  '--',
  '/*',
  '\n',
  '\t',
  '\0',
  '\ud800',
  '\udc00',
  '😀',
  '\u202e',
  '\ufeff',
  'ａ',
  'é',
  'e\u0301',
  '{"kind":"always"}',
  '`',
  '${x}',
  ' ',
  ' ',
  ' ',
];

function randomText(random: Random): string {
  const size = Math.floor(random() * 14);
  const parts = Array.from({ length: size }, () =>
    random() < 0.9 ? pick(random, pieces) : String.fromCharCode(Math.floor(random() * 0xffff)),
  );
  return parts.join(random() < 0.5 ? ' ' : '');
}

/** Everything that can be done with a filter, done. */
function useAll(filter: Filter): void {
  const parameters: unknown[] = [];
  const context = { now, actor: actors[0] ?? {}, schema };
  matches(filter, randomRecord(seeded(1), 1), context);
  const sql = compileFilter(filter, schema, { ...context, alias: 't', param: (value) => `$${parameters.push(value)}` });
  // Nothing that was typed is in the statement: it is made of the schema's columns and of fixed SQL.
  expect(sql).not.toMatch(/__proto__|constructor|😀|--|;/);
  formatFilter(filter);
  simplify(filter, context.actor);
  disjuncts(filter);
  fieldsOf(filter);
}

describe('hostile input', () => {
  it('never throws: 10,000 random texts, with and without free text', () => {
    const random = seeded(99);
    let read = 0;
    for (let round = 0; round < 10_000; round++) {
      const text = randomText(random);
      const under = { ...schema, text: round % 2 === 0 };
      const result = parseFilter(text, under);
      if (result.ok) {
        read++;
        useAll(result.filter);
      }
      const problems = result.ok ? [] : result.problems;
      const placed = problems.every(({ at, length }) => at >= 0 && length >= 0 && at + length <= text.length);
      expect({ text, placed, some: problems.length > 0 }).toEqual({ text, placed: true, some: !result.ok });
      const again = result.ok ? parseFilter(formatFilter(result.filter), under) : result;
      expect(again).toEqual(result);
    }
    expect(read).toBeGreaterThan(500);
  });

  it.each([
    ['brackets', '('.repeat(4000)],
    ['closing brackets', ')'.repeat(4000)],
    ['negations', 'not '.repeat(1000)],
    ['quotes', "'".repeat(3999)],
    ['one endless field', `${'a'.repeat(3990)} = 1`],
    ['unknown fields', 'a=1 or '.repeat(570)],
    ['an endless list', `title in (${'a,'.repeat(1900)}a)`],
    ['words', 'a '.repeat(2000)],
    ['far too long', 'a '.repeat(2_000_000)],
  ])('is answered at once: %s', (_, text) => {
    const result = parseFilter(text, { ...schema, text: true });
    if (result.ok) useAll(result.filter);
    expect(result.ok ? 0 : result.problems.length).toBeLessThanOrEqual(20);
  });

  it('never throws on JSON that is no filter, and lets none of it through', () => {
    const wrong: unknown[] = [
      null,
      undefined,
      1,
      'x',
      [],
      {},
      { kind: 'and' },
      { kind: 'and', of: [] },
      { kind: 'and', of: [null, null] },
      { kind: 'or', of: 'ab' },
      { kind: 'not' },
      { kind: 'always', value: 1 },
      { kind: 'words', words: ['a'] },
      { kind: 'predicate', name: '__proto__' },
      { kind: 'predicate', name: 'constructor' },
      { kind: 'condition' },
      { kind: 'condition', field: '__proto__', operator: '=', values: [1] },
      { kind: 'condition', field: 'constructor', operator: 'is empty', values: [] },
      { kind: 'condition', field: 'title', operator: '= 1 or 1', values: ['x'] },
      { kind: 'condition', field: 'title', operator: {}, values: [] },
      { kind: 'condition', field: 'title', operator: '=', values: [] },
      { kind: 'condition', field: 'title', operator: '=', values: ['a', 'b'] },
      { kind: 'condition', field: 'title', operator: '=', values: [{}] },
      { kind: 'condition', field: 'title', operator: '=', values: [null] },
      { kind: 'condition', field: 'title', operator: '=', values: ['a\0'] },
      { kind: 'condition', field: 'title', operator: '=', values: { 0: 'a' } },
      { kind: 'condition', field: 'title', operator: '=', values: [{ actor: 'a.b' }] },
      { kind: 'condition', field: 'title', operator: '=', values: [{ name: 'Acme' }] },
      { kind: 'condition', field: 'opened', operator: '=', values: [{ relative: 'now', amount: 1e9, unit: 'd' }] },
      { kind: 'condition', field: 'opened', operator: '=', values: [{ relative: 'now', amount: 1, unit: 'y' }] },
      { kind: 'condition', field: 'priority', operator: '=', values: [Number.NaN] },
      { kind: 'condition', field: 'priority', operator: '=', values: [1e21] },
      { kind: 'condition', field: 'assignee', operator: '=', values: ["x' or ''='"] },
    ];
    for (const json of wrong) {
      expect({ json, ok: validateFilter(json, schema).ok }).toEqual({ json, ok: false });
      expect(matches(json as Filter, {}, { now, actor: {}, schema })).toBe(false);
      expect(matches({ kind: 'not', of: json as Filter }, {}, { now, actor: {}, schema })).toBe(false);
      expect(compileFilter(json as Filter, schema, { now, actor: {}, param: () => '$1' })).toMatch(
        /^(false|\(false and false\)|\(true is not true\))$/,
      );
    }
  });

  it('refuses JSON beyond the limits, and survives filters joined far beyond them', () => {
    const leaf: Filter = { kind: 'condition', field: 'priority', operator: '=', values: [1] };
    let deep: Filter = leaf;
    for (let level = 0; level < 100_000; level++) deep = { kind: 'not', of: deep };
    expect(validateFilter(deep, schema)).toMatchObject({ ok: false, problems: [{ code: 'filter.too-deep' }] });
    expect(typeof matches(deep, { priority: 1 }, { now, actor: {}, schema })).toBe('boolean');
    const wide: Filter = { kind: 'or', of: Array.from({ length: 100_000 }, () => leaf) };
    expect(validateFilter(wide, schema)).toMatchObject({
      ok: false,
      problems: [{ code: 'filter.too-many-conditions' }],
    });
    expect(matches(wide, { priority: 1 }, { now, actor: {}, schema })).toBe(true);
  });

  it('does not find inherited properties in records, actors or schemas', () => {
    const fields = { toString: { type: 'text' }, title: { type: 'text' } } as const;
    const inherited: unknown = Object.create({ title: 'x' });
    const context = { now, actor: {}, schema: { fields } };
    const title: Filter = { kind: 'condition', field: 'title', operator: 'is not empty', values: [] };
    const named: Filter = { kind: 'condition', field: 'toString', operator: 'is not empty', values: [] };
    const mine: Filter = { kind: 'condition', field: 'title', operator: '!=', values: [{ actor: 'constructor' }] };
    expect(matches(title, inherited as Record<string, unknown>, context)).toBe(false);
    expect(matches(named, {}, context)).toBe(false);
    expect(matches(mine, { title: 'x' }, context)).toBe(false);
  });
});
