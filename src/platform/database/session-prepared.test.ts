import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { Session } from './session.ts';

const staff = { kind: 'staff' } as const;

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

const prepared = async () =>
  (await client.query<{ statement: string }>('select statement from pg_prepared_statements')).rows.map(
    ({ statement }) => statement,
  );

describe('prepared statements', () => {
  test('are no more than a connection may keep, the longest unused dropped first', async () => {
    const session = new Session(client, 3);
    for (let n = 0; n < 44; n++) {
      await session.query('select 1 as often');
      await session.query(`select ${n} as seldom`);
    }
    await session.query('select 1 as often');
    const there = (await prepared()).filter((sql) => /often|seldom/.test(sql));
    expect(there.toSorted()).toEqual(['select 1 as often', 'select 42 as seldom', 'select 43 as seldom']);
    expect(session.prepared.size).toBe(3);
  });

  test('more of them in one packet than may be kept', async () => {
    const session = new Session(client, 2);
    const many = Array.from({ length: 9 }, (_, n) => `select ${n % 5} as crowd`);
    for (let n = 0; n < 2; n++) {
      const answers = await Promise.all(many.map((sql) => session.query<{ crowd: number }>(sql)));
      expect(answers.map(([row]) => row?.crowd)).toEqual(many.map((_, nth) => nth % 5));
    }
    await session.query('select 1 as afterwards');
    await session.query('select 1 as afterwards');
    expect((await prepared()).filter((sql) => /crowd|afterwards/.test(sql))).toHaveLength(2);
  });

  test('that failed, or came behind what failed, are prepared anew', async () => {
    const session = new Session(client);
    const divide = 'select 1 / $1::int as part';
    const behind = 'select 5 as behind';
    const answers = await Promise.allSettled([session.query(divide, [0]), session.query(behind)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await session.query(divide, [1])).toEqual([{ part: 1 }]);
    expect(await session.query(behind)).toEqual([{ behind: 5 }]);
    expect((await prepared()).filter((sql) => sql === divide || sql === behind)).toHaveLength(2);
  });

  test('whose table has changed work again after one failure', async () => {
    const session = new Session(client);
    await db.owner('create table moving (a int)');
    const sql = 'select * from moving';
    await session.query(sql);
    await session.query(sql);
    await db.owner('alter table moving add b int');
    await expect(session.query(sql)).rejects.toThrow('cached plan');
    expect(await session.query(sql)).toEqual([]);
  });

  test('that somebody dropped work again after one failure', async () => {
    const session = new Session(client);
    await session.query('select 9 as dropped');
    await client.query('deallocate all');
    await expect(session.query('select 9 as dropped')).rejects.toThrow('does not exist');
    expect(await session.query('select 9 as dropped')).toEqual([{ dropped: 9 }]);
  });

  test('none is kept of a statement that is planned each time', async () => {
    const session = new Session(client);
    expect(await session.query('select 3 as fleeting', [], { keep: false })).toEqual([{ fleeting: 3 }]);
    expect((await prepared()).filter((sql) => sql.includes('fleeting'))).toEqual([]);
  });

  test('are counted for the measurements', async () => {
    await db.database.read(staff, { sql: 'select 1 as counted', parameters: [] });
    expect(db.database.prepared('staff')).toBeGreaterThan(0);
  });
});
