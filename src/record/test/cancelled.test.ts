import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Database } from '#/platform/database/pools.ts';
import { testDatabase, testSecret } from './database.ts';
import type { TestDatabase } from './database.ts';

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await testDatabase();
  database = openDatabase({ url: own.url, secret: testSecret, deadline: 15_000, size: 1, onError: () => {} });
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

const staff = { kind: 'staff' } as const;
const statement = (seconds: number) => ({ sql: `select 'slow' as said, pg_sleep($1)`, parameters: [seconds] });

/** What the one connection of the staff does, as soon as it is what is waited for. */
async function seen(wanted: (now: { state: string; began: string }) => boolean): Promise<string> {
  const end = Date.now() + 10_000;
  for (;;) {
    const rows = await own.owner<{ state: string; began: string }>(
      `select state, query_start::text as began from pg_stat_activity
        where datname = current_database() and application_name = 'mainstay staff'`,
    );
    const found = rows.find(wanted);
    if (found) return found.began;
    if (Date.now() > end) throw new Error('it never came');
  }
}

const ways: [string, (seconds: number, signal?: AbortSignal) => Promise<unknown[]>][] = [
  ['a read', (seconds, signal) => database.read(staff, statement(seconds), signal)],
  ['a transaction', (seconds, signal) => database.transaction(staff, (tx) => tx.query(statement(seconds)), signal)],
];

// Somebody who goes away has their statement ended from another connection. By the time that comes about, theirs may
// have ended by itself, and the connection be somebody else's.
it.each(ways)('%s that is given up never ends the statement of whoever has its connection next', async (_, run) => {
  const { promise: free, resolve: release } = Promise.withResolvers<void>();
  const busy = database.relay(() => free);
  const leaving = new AbortController();
  const first = run(0.3, leaving.signal).catch(() => []);
  const began = await seen(({ state }) => state === 'active');
  leaving.abort();
  const next = run(0.5);
  next.catch(() => {});
  await seen((now) => now.state !== 'active' || now.began !== began);
  release();
  await Promise.all([busy, first]);
  expect(await next).toMatchObject([{ said: 'slow' }]);
});
