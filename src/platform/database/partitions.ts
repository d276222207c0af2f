import { errorCode } from '#/platform/process/failure.ts';
import type { Database } from './pools.ts';

/**
 * Makes the parts by time that are missing, ahead of the rows that come into them. Where one is missing all the same,
 * rows wait in a part for what belongs to no other, and go into their own here. Returns how many were made: none where
 * somebody is in the way, such as a backup; the next turn comes long before a part is needed.
 */
export function makePartitions(db: Database, now: number): Promise<number> {
  return unlessInTheWay(db, 'select mainstay_make_partitions($1) as n', [new Date(now).toISOString()]);
}

/** Drops the parts of a table that ended before an instant (ISO 8601) and of which nothing is needed any more. */
export function dropPartitions(db: Database, table: 'outbox' | 'notification', before: string): Promise<number> {
  return unlessInTheWay(db, 'select mainstay_drop_partitions($1, $2) as n', [table, before]);
}

const lockNotAvailable = '55P03';

/** Nobody waits for long behind whoever waits for a lock on a whole table: the database gives up soon. */
async function unlessInTheWay(db: Database, sql: string, parameters: string[]): Promise<number> {
  try {
    const [row] = await db.relay((tx) => tx.query<{ n: number }>({ sql, parameters }));
    return row?.n ?? 0;
  } catch (error) {
    if (errorCode(error) !== lockNotAvailable) throw error;
    return 0;
  }
}
