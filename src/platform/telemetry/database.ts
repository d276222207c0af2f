import type { Database, PoolName } from '#/platform/database/pools.ts';
import type { Metrics } from './metrics.ts';

const pools: readonly PoolName[] = ['staff', 'customer', 'customers', 'relay'];

/** What the last of the followers has not taken yet. */
const waiting = 'from outbox where (xid, id) > (select xid, id from follower order by xid, id limit 1)';

/** Since when the oldest event waits that the relay has not taken; no row where none waits. */
export const oldestWaiting = `select at ${waiting} order by xid, id limit 1`;

/** The worker takes everything within a second: what has waited so long, in milliseconds, says that it hangs. */
export const longestWait = 60_000;

/** Shows the connection pools, the outbox and the parked jobs among the measurements. */
export function observeDatabase(metrics: Metrics, database: Database): void {
  const each = (read: (name: PoolName) => number) => () => Object.fromEntries(pools.map((name) => [name, read(name)]));
  metrics.observeEach(
    'mainstay_pool_connections',
    'Open database connections',
    'pool',
    each((n) => database.pool(n).totalCount),
  );
  metrics.observeEach(
    'mainstay_pool_idle',
    'Idle database connections',
    'pool',
    each((n) => database.pool(n).idleCount),
  );
  metrics.observeEach(
    'mainstay_pool_waiting',
    'Requests waiting for a connection',
    'pool',
    each((n) => database.pool(n).waitingCount),
  );
  metrics.observeEach(
    'mainstay_prepared_statements',
    'Statements that open database connections keep prepared',
    'pool',
    each((n) => database.prepared(n)),
  );
  const count = (sql: string) => async () => {
    const [row] = await database.read<{ count: number }>({ kind: 'staff' }, { sql, parameters: [] });
    return row?.count ?? 0;
  };
  metrics.observe(
    'mainstay_outbox_depth',
    'Events that the relay has not taken yet (counted up to 100,000)',
    count(`select count(*) as count from (select 1 ${waiting} limit 100000) waiting`),
  );
  metrics.observe(
    'mainstay_parked_jobs',
    'Jobs that kept failing and wait for a person',
    count('select count(*) as count from parked_job where redriven_at is null and dropped_at is null'),
  );
}
