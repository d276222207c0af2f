import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { Session } from './session.ts';

let db: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  client = new pg.Client({ connectionString: db.url, options: '-c timezone=UTC' });
  await client.connect();
});
afterEach(() => client.end());

describe('values', () => {
  test('of every kind come back as they are read everywhere', async () => {
    const session = new Session(client);
    const [row] = await session.query(
      `select $1::text as text, $2::int8 as number, $3::bytea as bytes, $4::timestamptz as at, $5::jsonb as json,
        $6::int[] as several, $7::text as nothing, $8::date as day, $9::boolean as yes, $10::numeric as exact`,
      [
        'čaj 🫖',
        12,
        Buffer.from([0, 255]),
        '2026-11-21 10:00:00.5+01',
        { a: [1] },
        [1, 2],
        null,
        '2026-02-28',
        true,
        '1.5',
      ],
    );
    expect(row).toEqual({
      text: 'čaj 🫖',
      number: 12,
      bytes: Buffer.from([0, 255]),
      at: '2026-11-21T09:00:00.500Z',
      json: { a: [1] },
      several: [1, 2],
      nothing: null,
      day: '2026-02-28',
      yes: true,
      exact: 1.5,
    });
  });

  test('of any length', async () => {
    const session = new Session(client);
    const long = 'žltý kôň '.repeat(300_000);
    expect(await session.query('select $1::text as long, $2::text as short', [long, 'ž'])).toEqual([
      { long, short: 'ž' },
    ]);
  });

  test('a column may have any name', async () => {
    const session = new Session(client);
    const [row] = await session.query<object>(`select 1 as "__proto__", 2 as "it's ""quoted"" \\\\"`);
    expect(Object.entries(row as object)).toEqual([
      ['__proto__', 1],
      [`it's "quoted" \\\\`, 2],
    ]);
  });
});
