import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { errorCode } from '#/platform/process/failure.ts';

/** Rows per table, `schema.table`, of everything that is not PostgreSQL's own. */
export async function countRows(client: pg.ClientBase): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, quoted } of await tablesOf(client)) {
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${quoted}`);
    counts[name] = Number(rows[0]?.count);
  }
  return counts;
}

/** The tables whose counts differ, with both. Empty: the same. */
export function compareCounts(expected: Record<string, number>, found: Record<string, number>): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].toSorted();
  return names
    .filter((name) => expected[name] !== found[name])
    .map((name) => `${name}: ${expected[name] ?? 'no table'} then, ${found[name] ?? 'no table'} now`);
}

/** A point of the database's history whose rows are counted. */
export interface Point {
  /** Whether the counts are those of exactly this point. */
  exact: boolean;
  /** Ends in the write-ahead log just after the point. */
  lsn: string;
  taken: string;
  /** Counts the rows, for as long as that takes, without holding anybody up; then lets go. */
  count: () => Promise<Record<string, number>>;
}

const attempts = 40;

/**
 * Marks a point in the write-ahead log (a named restore point) and a snapshot that sees exactly what was committed
 * before it. For that, nobody may write in the moment between the two: all tables are locked against writing, the
 * snapshot is taken and the point marked, and the locks are gone again, some milliseconds later. The locks are waited
 * for 0.2 s at most, less than PostgreSQL's deadlock timeout, so that it is always we who give way to a writer and
 * never the other way round; then it is tried again. When 40 attempts met a writer each time, the point is taken
 * without locks, and the counts are only near it: `exact` is false.
 */
export async function markPoint(url: string, name: string): Promise<Point> {
  const [marker, counter] = [clientOf(url), clientOf(url)];
  try {
    await Promise.all([marker.connect(), counter.connect()]);
    const tables = await tablesOf(marker);
    const locks = tables.map(({ quoted }) => quoted).join(', ');
    for (let attempt = 1; ; attempt++) {
      const exact = attempt <= attempts;
      await marker.query('begin isolation level repeatable read');
      try {
        if (exact && locks !== '') {
          await marker.query("set local lock_timeout = '200ms'");
          await marker.query(`lock table ${locks} in share mode`);
        }
        const { rows } = await marker.query<{ snapshot: string; taken: string }>(
          `select pg_export_snapshot() as snapshot, to_json(clock_timestamp() at time zone 'utc') #>> '{}' || 'Z' as taken`,
        );
        const { snapshot = '', taken = '' } = rows[0] ?? {};
        const point = await marker.query<{ lsn: string }>('select pg_create_restore_point($1) as lsn', [name]);
        await counter.query('begin isolation level repeatable read read only');
        await counter.query(`set transaction snapshot ${counter.escapeLiteral(snapshot)}`);
        await marker.query('commit');
        await marker.end();
        const count = async () => {
          const counts = await countRows(counter);
          await counter.end();
          return counts;
        };
        return { exact, lsn: point.rows[0]?.lsn ?? '', taken, count };
      } catch (error) {
        await marker.query('rollback');
        if (errorCode(error) !== lockNotAvailable) throw error;
        await sleep(25 * Math.min(attempt, 8));
      }
    }
  } catch (error) {
    await Promise.allSettled([marker.end(), counter.end()]);
    throw error;
  }
}

const lockNotAvailable = '55P03';

/** A connection for one purpose. Its loss shows in the statement that runs on it. */
export function clientOf(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, application_name: 'mainstay backup' });
  client.on('error', () => undefined);
  return client;
}

async function tablesOf(client: pg.ClientBase): Promise<{ name: string; quoted: string }[]> {
  const { rows } = await client.query<{ name: string; quoted: string }>(`
    select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.relpersistence = 'p'
      and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%' escape '\\'
    order by 1`);
  return rows;
}
