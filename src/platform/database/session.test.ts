import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabase, testSecret } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { openDatabase } from './pools.ts';
import type { Runner } from './pools.ts';
import { Session } from './session.ts';

const staff = { kind: 'staff' } as const;
const say = (sql: string, ...parameters: unknown[]) => ({ sql, parameters });

let db: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  db = await testDatabase();
  await db.owner('create table kept (n int primary key); grant all on kept to mainstay_staff, mainstay_customer');
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
const kept = async () => (await db.owner<{ n: number }>('select n from kept order by n')).map(({ n }) => n);

describe('what is said in one turn', () => {
  test('comes back in its order, each with its own rows', async () => {
    const session = new Session(client);
    const said = ['one', 'two'].map((word, n) => session.query(`select $1::text as ${word}, $2::int`, [word, n]));
    expect(await Promise.all(said)).toEqual([[{ one: 'one', int4: 0 }], [{ two: 'two', int4: 1 }]]);
  });

  test('leaves in one packet', async () => {
    const session = new Session(client);
    let packets = 0;
    const { stream } = (client as unknown as { connection: { stream: { write(bytes: Buffer): boolean } } }).connection;
    const write = stream.write.bind(stream);
    stream.write = (bytes) => {
      packets += 1;
      return write(bytes);
    };
    await Promise.all(['begin', 'select 1 as n', 'commit'].map((sql) => session.query(sql)));
    stream.write = write;
    expect(packets).toBe(1);
  });

  test('is a statement twice', async () => {
    const session = new Session(client);
    const sql = 'select $1::int as twice';
    expect(await Promise.all([session.query(sql, [1]), session.query(sql, [2])])).toEqual([
      [{ twice: 1 }],
      [{ twice: 2 }],
    ]);
    expect(await session.query(sql, [3])).toEqual([{ twice: 3 }]);
  });

  test('waits while a packet is under way', async () => {
    const session = new Session(client);
    const first = session.query('select pg_sleep(0.02)');
    await new Promise((settle) => void setImmediate(settle));
    const second = session.query('select 2 as n');
    expect(await second).toEqual([{ n: 2 }]);
    expect(await first).toHaveLength(1);
  });
});

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

  test('that are none fail the statement, and what is behind it is not sent', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const wrong of [[circle], Array.from({ length: 65_536 }, () => 1)]) {
      await expect(
        db.database.transaction(staff, async (tx) => {
          await Promise.all([
            tx.query(say('insert into kept values (7)')),
            tx.query(say('select $1::jsonb', ...wrong)),
          ]);
        }),
      ).rejects.toThrow(/circular|65535/i);
    }
    expect(await kept()).toEqual([]);
  });
});

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
    await db.database.read(staff, say('select 1 as counted'));
    expect(db.database.prepared('staff')).toBeGreaterThan(0);
  });
});

describe('a failure', () => {
  test('that the work did not look at is what the commit says', async () => {
    const change = db.database.transaction(staff, async (tx) => {
      await tx.query(say('insert into kept values (1)'));
      await tx.query(say('select 1 / 0')).catch(() => {});
    });
    await expect(change).rejects.toThrow('division by zero');
    expect(await kept()).toEqual([]);
  });

  test('in the packet of the commit rolls everything back', async () => {
    const change = db.database.transaction(staff, async (tx) => {
      tx.last?.([say('insert into kept values (1)'), say('insert into kept values (1)')]);
    });
    await expect(change).rejects.toMatchObject({ code: '23505' });
    expect(await kept()).toEqual([]);
  });

  test('behind a savepoint costs only what came after that', async () => {
    await db.database.transaction(staff, async (tx) => {
      await tx.query(say('insert into kept values (3)'));
      await tx.query(say('savepoint here'));
      await expect(tx.query(say('select 1 / 0'))).rejects.toThrow('division');
      await tx.query(say('rollback to savepoint here'));
    });
    expect(await kept()).toEqual([3]);
    await db.owner('delete from kept');
  });

  test('names who said the statement', async () => {
    const error = await db.database.read(staff, say('select 1 / 0')).catch((thrown: Error) => thrown);
    expect((error as Error).stack).toContain('session.test.ts');
  });

  test('behind a wall leaves the connection whole', async () => {
    const wall = { kind: 'customer', customer: 1 } as const;
    for (let n = 0; n < 12; n++) {
      await expect(db.database.read(wall, say('select 1 / 0'))).rejects.toThrow('division');
    }
    expect(await db.database.read(wall, say('select 1 as n'))).toEqual([{ n: 1 }]);
    expect(db.database.pool('customer').totalCount).toBe(1);
  });

  test('of the connection fails all that waits, and the next one is asked', async () => {
    const change = db.database.transaction(staff, async (tx) => {
      await tx.query(say('insert into kept values (1)'));
      const [pid] = await tx.query<{ pid: number }>(say('select pg_backend_pid() as pid'));
      const waiting = Promise.allSettled([tx.query(say('select pg_sleep(20)')), tx.query(say('select 2'))]);
      await new Promise((settle) => void setImmediate(settle));
      await db.owner('select pg_terminate_backend($1)', [pid?.pid]);
      expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    });
    await expect(change).rejects.toThrow(/terminat|connection/i);
    expect(await kept()).toEqual([]);
    expect(await db.database.read(staff, say('select 1 as n'))).toEqual([{ n: 1 }]);
  });
});

test('two connections of a pool stay open however long nobody asks, and the rest are closed', async () => {
  const database = openDatabase({ url: db.url, secret: testSecret, deadline: 15_000, onError: () => {} });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await Promise.all(Array.from({ length: 5 }, () => database.read(staff, say('select pg_sleep(0.01)'))));
    const pool = database.pool('staff');
    expect(pool.totalCount).toBe(5);
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(pool.totalCount).toBe(2);
    await database.read(staff, say('select 1'));
    expect(pool.totalCount).toBe(2);
  } finally {
    vi.useRealTimers();
    await database.close();
  }
});

test('a deadline ends a statement, whatever else is in its packet', async () => {
  const database = openDatabase({ url: db.url, secret: testSecret, deadline: 50, onError: () => {} });
  const change = database.transaction(staff, async (tx) => {
    await Promise.all([tx.query(say('insert into kept values (1)')), tx.query(say('select pg_sleep(20)'))]);
  });
  await expect(change).rejects.toMatchObject({ code: '57014' });
  expect(await database.read(staff, say('select n from kept'))).toEqual([]);
  await database.close();
});

test('who gives up ends what runs, and nothing of it is kept', async () => {
  const giveUp = new AbortController();
  const change = db.database.transaction(
    staff,
    async (tx) => {
      await tx.query(say('insert into kept values (1)'));
      const sleeping = tx.query(say('select pg_sleep(20)'));
      setImmediate(() => giveUp.abort());
      await sleeping;
    },
    giveUp.signal,
  );
  await expect(change).rejects.toMatchObject({ code: '57014' });
  expect(await kept()).toEqual([]);
});

test('rows for COPY are refused, rows from COPY are left out, a notice is no answer', async () => {
  const session = new Session(client);
  for (const said of [['copy kept from stdin'], ['select 1', 'copy kept from stdin']]) {
    const answers = await Promise.allSettled(said.map((sql) => session.query(sql)));
    expect(answers.at(-1)?.status).toBe('rejected');
    expect(await session.query('select 4 as n')).toEqual([{ n: 4 }]);
  }
  const around = ['copy (select 1) to stdout', `do $$ begin raise notice 'heard'; end $$`, '', 'select 5 as n'];
  expect(await Promise.all(around.map((sql) => session.query(sql)))).toEqual([[], [], [], [{ n: 5 }]]);
});

test('a statement behind COPY costs the connection, and nothing is kept', async () => {
  const change = db.database.transaction(staff, async (tx) => {
    const said = ['insert into kept values (1)', 'copy kept from stdin', 'insert into kept values (2)'];
    await Promise.all(said.map((sql) => tx.query(say(sql))));
  });
  await expect(change).rejects.toThrow('COPY');
  expect(await kept()).toEqual([]);
  expect(await db.database.read(staff, say('select 1 as n'))).toEqual([{ n: 1 }]);
});

/** What a transaction may say: some of it fails, at the server or before. */
const circle: { self?: unknown } = {};
circle.self = circle;
const wrong = [
  say('select 1 / 0'),
  say('select nothing from nowhere'),
  say('no statement'),
  say('select $1::jsonb', circle),
  say('copy kept from stdin'),
  say('insert into kept values (-1), (-1)'),
];
const harmless = [
  say('select 1'),
  say(''),
  say(`do $$ begin raise notice 'n'; end $$`),
  say('copy (select 1) to stdout'),
];
const step = fc.record({
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant('insert' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...harmless) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  ),
  // Whether what comes next is said in the same turn, whether its failure is looked at, whether it is planned each time.
  waits: fc.boolean(),
  looks: fc.boolean(),
  each: fc.boolean(),
});

test('of random packets with failures anywhere a transaction is kept whole or not at all', async () => {
  let next = 0;
  const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, atTheEnd) => {
    const inserted: number[] = [];
    const fails = steps.some(({ what }) => what !== 'insert' && wrong.includes(what));
    const work = async (tx: Runner) => {
      const said = steps.map(({ what, each }) => {
        const statement = what === 'insert' ? say('insert into kept values ($1)', ++next) : what;
        if (what === 'insert') inserted.push(next);
        return each ? { ...statement, planned: 'each-time' as const } : statement;
      });
      if (atTheEnd) return tx.last?.(said);
      const pending: Promise<unknown>[] = [];
      for (const [n, { waits, looks }] of steps.entries()) {
        const one = tx.query(said[n] as (typeof said)[number]);
        pending.push(looks ? one : one.catch(() => {}));
        if (waits) await Promise.all(pending.splice(0));
      }
      await Promise.all(pending);
    };
    const outcome = await db.database.transaction(staff, work).then(
      () => 'kept',
      () => 'refused',
    );
    expect(outcome).toBe(fails ? 'refused' : 'kept');
    expect(await kept()).toEqual(fails ? [] : inserted);
    expect(await db.database.read(staff, say('select pg_current_xact_id_if_assigned() is null as clean'))).toEqual([
      { clean: true },
    ]);
    await db.owner('delete from kept');
  });
  await fc.assert(property, { numRuns: 150 });
});
