import type { Runner } from './pools.ts';

/**
 * The transaction id before which every transaction of this database has ended, in the next statement's view. What
 * is read below it in order of transactions is complete: nothing can appear there later.
 *
 * `pg_snapshot_xmin` alone would wait for transactions of other databases of the same server, too. Of the running
 * ones only those with a backend in this database count. One that ends between the snapshot and the look at the
 * backends is seen by the next statement, so that this must be a statement of its own (read committed).
 */
export async function finishedBefore(tx: Runner): Promise<string> {
  const [row] = await tx.query<{ until: string }>({
    sql: `select coalesce(
        (select min(x.xid) from pg_snapshot_xip(snapshot.now) as x (xid)
          join pg_stat_activity a on a.backend_xid = x.xid::xid and a.datname = current_database()),
        pg_snapshot_xmax(snapshot.now))::text as until
      from (select pg_current_snapshot() as now) snapshot`,
    parameters: [],
  });
  return row?.until ?? '0';
}
