import pg from 'pg';
import { vi } from 'vitest';
import type { Installation } from './installation.ts';

/**
 * Makes several changes meet: holds what they need (`hold`, a statement that locks), starts them, waits until each of
 * them waits in the database, and lets go. So the race is run every time, and not when the machine feels like it.
 */
export async function collide<T>(
  desk: Installation,
  hold: { sql: string; values?: unknown[] },
  start: () => Promise<T>[],
): Promise<PromiseSettledResult<T>[]> {
  const client = new pg.Client({ connectionString: desk.database.url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(hold.sql, hold.values);
    const started = start();
    const settled = Promise.allSettled(started);
    await vi.waitFor(
      async () => {
        const waiting = await desk.database.owner(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        if (waiting.length < started.length)
          throw new Error(`${waiting.length} of ${started.length} wait for each other`);
      },
      { timeout: 10_000, interval: 10 },
    );
    await client.query('rollback');
    return await settled;
  } finally {
    await client.end();
  }
}

/** The statement that takes a named lock until the transaction ends. */
export function lockOf(name: string): { sql: string; values: unknown[] } {
  return { sql: 'select pg_advisory_xact_lock(hashtext($1))', values: [name] };
}
