import { describe, expect, it } from 'vitest';
import {
  allOf,
  anyOf,
  disjuncts,
  fieldsOf,
  formatFilter,
  namesOf,
  parseFilter,
  resolveNames,
  simplify,
  splitWords,
  type Filter,
  type FilterSchema,
} from './filter.ts';

const number = { type: 'number' } as const;
const ref = { type: 'ref', sqlType: 'integer', named: true } as const;
const schema: FilterSchema = {
  fields: { a: number, b: number, c: number, group: ref, owners: { ...ref, type: 'refs' } },
  text: true,
};

function read(text: string): Filter {
  const result = parseFilter(text, schema);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.filter;
}

describe('simplify', () => {
  it.each([
    ['a = 1', 'a = 1'],
    ['a = 1 and true', 'a = 1'],
    ['a = 1 and false', 'false'],
    ['a = 1 or true', 'true'],
    ['a = 1 or false', 'a = 1'],
    ['false or false', 'false'],
    ['not true', 'false'],
    ['not not a = 1', 'a = 1'],
    ['not not not a = 1', 'not a = 1'],
    ['a in () or b = 1', 'b = 1'],
    ['a not in ()', 'a not in ()'],
    ['not a in ()', 'true'],
    ['(a = 1 and b = 1) and (c = 1 and a = 1)', 'a = 1 and b = 1 and c = 1'],
    ['a = 1 or (b = 1 or (c = 1 or false))', 'a = 1 or b = 1 or c = 1'],
    ['a = 1 and (b = 1 or b = 1)', 'a = 1 and b = 1'],
    ['group in my.groups', 'group in my.groups'],
  ])('%s is %s', (text, expected) => {
    expect(formatFilter(simplify(read(text)))).toBe(expected);
  });

  it.each([
    ['group in my.groups or group = me', 'group = me'],
    ['group in my.missing or group = me', 'group = me'],
    ['group in (1, my.groups)', 'group in (1, my.groups)'],
    ['group not in my.groups', 'group not in my.groups'],
    ['group not in (1, my.missing)', 'false'],
    ['group != my.missing', 'false'],
    ['not group = my.missing', 'true'],
    ['owners has my.groups or group is empty', 'group is empty'],
  ])('for somebody without groups %s is %s', (text, expected) => {
    expect(formatFilter(simplify(read(text), { me: 7, groups: [] }))).toBe(expected);
  });
});

describe('the parts of a filter', () => {
  it.each([
    ['a = 1', ['a = 1']],
    ['a = 1 or b = 1 and c = 1', ['a = 1', 'b = 1 and c = 1']],
    ['a = 1 or (b = 1 or c = 1)', ['a = 1', 'b = 1', 'c = 1']],
    ['a = 1 and (b = 1 or c = 1)', ['a = 1 and (b = 1 or c = 1)']],
    ['not (a = 1 or b = 1)', ['not (a = 1 or b = 1)']],
    ['a = 1 or false', ['a = 1']],
    ['false', []],
    ['', ['true']],
  ])('the arms of %s are %j', (text, arms) => {
    expect(disjuncts(read(text)).map(formatFilter)).toEqual(arms);
  });

  it('knows the fields', () => {
    expect(fieldsOf(read('word c = 1 and (b = 1 or not a = 1) and b is empty'))).toEqual(['a', 'b', 'c']);
    expect(fieldsOf(read('true'))).toEqual([]);
  });

  it('parts free text from conditions', () => {
    expect(splitWords(read('tray jam'))).toEqual({ words: ['tray', 'jam'], rest: read('') });
    expect(splitWords(read('tray a = 1 jam'))).toEqual({ words: ['tray', 'jam'], rest: read('a = 1') });
    expect(splitWords(read('a = 1 or b = 1'))).toEqual({ words: [], rest: read('a = 1 or b = 1') });
  });

  it('joins filters: all of none is everything, any of none is nothing', () => {
    expect([allOf([]), anyOf([])].map(formatFilter)).toEqual(['true', 'false']);
    expect(allOf([read('a = 1')])).toEqual(read('a = 1'));
    expect(formatFilter(anyOf([read('a = 1'), read('b = 1')]))).toBe('a = 1 or b = 1');
  });
});

describe('records meant by name', () => {
  const ids: Record<string, number[]> = { Acme: [5], Twin: [6, 7] };
  const lookUp = (_field: string, name: string): number[] => ids[name] ?? [];

  it('are listed once', () => {
    const filter = read('group = Acme or not (group in (Acme, 3, Twin) and owners has Acme)');
    expect(namesOf(filter)).toEqual([
      { field: 'group', name: 'Acme' },
      { field: 'group', name: 'Twin' },
      { field: 'owners', name: 'Acme' },
    ]);
  });

  it.each([
    ['group = Acme', 'group = 5'],
    ['group != Acme', 'group != 5'],
    ['group = Twin', 'group in (6, 7)'],
    ['not group != Twin', 'not group not in (6, 7)'],
    ['group in (Acme, 3, Twin)', 'group in (5, 3, 6, 7)'],
    ['group = Nobody and group = 1', "group = 'Nobody' and group = 1"],
    ['owners has Twin', 'owners has 6 or owners has 7'],
    ['a = 1', 'a = 1'],
  ])('%s becomes %s', (text, expected) => {
    expect(formatFilter(resolveNames(read(text), lookUp))).toBe(expected);
  });
});
