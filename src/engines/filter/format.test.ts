import { describe, expect, it } from 'vitest';
import { formatFilter, parseFilter, validateFilter, type Filter } from './filter.ts';
import { pick, randomFilter, schema, seeded } from './test/generate.ts';

describe('a filter written as text', () => {
  it('is read back as the same filter, and so is its JSON: 5,000 generated filters', () => {
    const random = seeded(42);
    const withText = { ...schema, text: true };
    let compared = 0;
    for (let round = 0; round < 5000; round++) {
      const made = randomFilter(random, 4);
      const valid = validateFilter(made, schema);
      // A generated text can be no choice of the schema; what is refused is not compared.
      if (!valid.ok) continue;
      compared++;
      const { filter } = valid;
      const text = formatFilter(filter);
      expect(parseFilter(text, schema)).toEqual({ ok: true, filter });
      expect(parseFilter(text, withText)).toEqual({ ok: true, filter });
      expect(validateFilter(JSON.parse(JSON.stringify(filter)), schema)).toEqual({ ok: true, filter });
    }
    expect(compared).toBeGreaterThan(4500);
  });

  it('keeps free text apart from conditions: 2,000 generated filters', () => {
    const random = seeded(43);
    const withText = { ...schema, text: true };
    const items = [
      'printer',
      'title',
      'not',
      'and',
      'IN',
      'is',
      'is:mine',
      'true',
      '=',
      '(',
      "don't",
      'a"b',
      '-x',
      'paper jam',
      ',',
      'me',
      'has',
      '1',
      'ň',
      'now',
      '-7d',
    ];
    for (let round = 0; round < 2000; round++) {
      const words: Filter = {
        kind: 'words',
        words: Array.from({ length: 1 + (round % 4) }, () => pick(random, items)),
      };
      const others = Array.from({ length: round % 3 }, () => randomFilter(random, 2));
      others.splice(Math.floor(random() * (others.length + 1)), 0, words);
      const [only] = others;
      const made: Filter = others.length === 1 && only !== undefined ? only : { kind: 'and', of: others };
      const valid = validateFilter(made, withText);
      if (!valid.ok) continue;
      expect(parseFilter(formatFilter(valid.filter), withText)).toEqual(valid);
    }
  });

  it.each([
    ['a = 1 and (b = 1 and c = 1)', 'a = 1 and (b = 1 and c = 1)'],
    ['(a = 1 and b = 1) or c = 1', 'a = 1 and b = 1 or c = 1'],
    ['a in (1)', 'a in (1)'],
    ['not (a = 1 or b = 1)', 'not (a = 1 or b = 1)'],
    ['not (a = 1)', 'not a = 1'],
  ])('%s becomes %s', (typed, canonical) => {
    const number = { type: 'number' } as const;
    const result = parseFilter(typed, { fields: { a: number, b: number, c: number } });
    expect(result.ok && formatFilter(result.filter)).toBe(canonical);
  });
});
