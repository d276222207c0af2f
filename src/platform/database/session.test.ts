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

describe('a failure', () => {
  test('of values that are none: what is behind it is not sent', async () => {
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
    // The socket may be gone before the server's last word was read.
    await expect(change).rejects.toThrow(/terminat|connection|ECONNRESET/i);
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
