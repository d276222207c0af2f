import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';

let at: TestDatabase;
beforeAll(async () => {
  at = await testDatabase();
});
afterAll(() => at.drop());

it('a read that fails behind a wall is told to its caller, and to nobody else', async () => {
  const unhandled: unknown[] = [];
  const hear = (reason: unknown) => void unhandled.push(reason);
  process.prependListener('unhandledRejection', hear);
  try {
    for (let n = 0; n < 20; n++) {
      const read = at.database.read({ kind: 'customer', customer: 1 }, { sql: 'select 1 / 0', parameters: [] });
      await expect(read).rejects.toThrow('division by zero');
    }
  } finally {
    process.off('unhandledRejection', hear);
  }
  expect(unhandled).toEqual([]);
  // The connection is as good as new.
  const rows = await at.database.read({ kind: 'customer', customer: 1 }, { sql: 'select 1 as one', parameters: [] });
  expect(rows).toEqual([{ one: 1 }]);
});
