import type pg from 'pg';

/** Transactions in one go: some seconds. */
const batch = 500_000;

/**
 * Brings the server's transaction counter above every transaction id that is stored. What is read in the order of
 * transactions (see `horizon.ts`) would otherwise not see what is written after a dump was loaded into a server that is
 * younger than the one it came from. Takes about ten seconds for a million transactions; nothing is written but the
 * counter, which PostgreSQL has no other way to move.
 */
export async function passStoredTransactions(client: pg.ClientBase, log: (line: string) => void): Promise<void> {
  const { rows: columns } = await client.query<{ maximum: string }>(`
    select format('select max(%I::text::numeric) as xid from %I.%I', a.attname, n.nspname, c.relname) as maximum
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.atttypid = 'xid8'::regtype and not a.attisdropped and c.relkind = 'r'
      and n.nspname not in ('pg_catalog', 'information_schema')`);
  if (columns.length === 0) return;
  const statement = columns.map(({ maximum }) => maximum).join(' union all ');
  const { rows } = await client.query<{ missing: string }>(
    `select coalesce(max(xid), 0) - pg_current_xact_id()::text::numeric as missing from (${statement}) stored`,
  );
  let missing = Number(rows[0]?.missing ?? 0);
  if (missing > batch) log(`Moving the server's transaction counter by ${missing}`);
  await client.query('set synchronous_commit = off');
  for (; missing >= 0; missing -= batch) {
    const many = Math.min(missing + 1, batch);
    await client.query(`do $$ begin for i in 1..${many} loop perform pg_current_xact_id(); commit; end loop; end $$`);
  }
  await client.query('reset synchronous_commit');
}
