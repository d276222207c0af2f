import type { Context } from '../context.ts';

/**
 * Makes the parts by time that are missing, ahead of the rows that come into them. Where one is missing all the same,
 * rows wait in a part for what belongs to no other, and go into their own here. Returns how many were made.
 */
export async function makePartitions(db: Context['db'], now: number): Promise<number> {
  const [row] = await db.relay((tx) =>
    tx.query<{ made: number }>({
      sql: 'select mainstay_make_partitions($1) as made',
      parameters: [new Date(now).toISOString()],
    }),
  );
  return row?.made ?? 0;
}

/** Drops the parts of a table that ended before an instant (ISO 8601) and of which nothing is needed any more. */
export async function dropPartitions(
  db: Context['db'],
  table: 'outbox' | 'notification',
  before: string,
): Promise<number> {
  const [row] = await db.relay((tx) =>
    tx.query<{ dropped: number }>({
      sql: 'select mainstay_drop_partitions($1, $2) as dropped',
      parameters: [table, before],
    }),
  );
  return row?.dropped ?? 0;
}
