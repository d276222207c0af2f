import { expect, test } from 'vitest';
import { joined } from './build.ts';

const insert = (into: string | undefined, ...parameters: unknown[]) => ({
  ...(into === undefined ? {} : { into }),
  sql: `insert into ${into ?? 'anything'} values (${parameters.map((_, n) => `$${n + 1}`).join(', ')})`,
  parameters,
});

test('statements that each write another table become one, and their values stay theirs', () => {
  const twelve = Array.from({ length: 12 }, (_, n) => n);
  expect(joined([insert('a', 'x'), insert('b', ...twelve), insert('c', 'y', 'z')])).toEqual([
    {
      sql:
        'with w0 as (insert into a values ($1)), ' +
        'w1 as (insert into b values ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)) ' +
        'insert into c values ($14, $15)',
      parameters: ['x', ...twelve, 'y', 'z'],
    },
  ]);
});

test('a table that is written twice, and what does not say what it writes, keep their order', () => {
  const sizes = (...tables: (string | undefined)[]) =>
    joined(tables.map((table) => insert(table, 1))).map(({ parameters }) => parameters.length);
  expect(sizes('a', 'b', 'a', 'c')).toEqual([2, 2]);
  expect(sizes('a', undefined, 'b')).toEqual([1, 1, 1]);
  expect(sizes(undefined, undefined)).toEqual([1, 1]);
  expect(sizes()).toEqual([]);
});
