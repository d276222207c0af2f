import { finishedBefore } from '#/platform/database/horizon.ts';
import type { Database } from '#/platform/database/pools.ts';
import { chain, coveredSql, genesis, newestRule, sealColumns } from './chain.ts';
import type { Link, Seal } from './chain.ts';

/**
 * Seals the history that no running transaction can add to any more: a batch is every entry of a range of
 * transactions, in the order (transaction, entry), chained to the batch before. Writers never wait for it. Where the
 * newest seal is by an older rule, sealing begins anew with the first entry, as a continuation of the same chain.
 * Returns how many entries were sealed.
 */
export async function sealOnce(db: Database, now: number, most = 5000): Promise<number> {
  return db.relay(async (tx) => {
    await tx.query({ sql: "select pg_advisory_xact_lock(hashtext('mainstay seal'))", parameters: [] });
    const [last] = await tx.query<Seal>({
      sql: `select ${sealColumns} from history_seal order by batch desc limit 1`,
      parameters: [],
    });
    const from = last?.rule === newestRule ? last.to_xid : '0';
    const until = await finishedBefore(tx);
    const [range] = await tx.query<{ upto: string | null }>({
      // Whole transactions only: the range ends with the transaction of its last entry.
      sql: `select max(xid)::text as upto from (
          select xid from history where xid > $1::xid8 and xid < $2::xid8
          order by xid, id limit $3) batch`,
      parameters: [from, until, most],
    });
    if (!range?.upto) return 0;
    const entries = await tx.query<Link>({
      sql: `select id, digest, ${coveredSql} as covered from history where xid > $1::xid8 and xid <= $2::xid8
        order by xid, id`,
      parameters: [from, range.upto],
    });
    const seal = {
      batch: (last?.batch ?? 0) + 1,
      rule: newestRule,
      from_xid: from,
      to_xid: range.upto,
      rows: entries.length,
      previous: last?.digest ?? genesis,
      sealed_at: (now / 1000).toFixed(6),
    };
    await tx.query({
      sql: `insert into history_seal (batch, rule, from_xid, to_xid, rows, previous, digest, sealed_at)
        values ($1, $2, $3::xid8, $4::xid8, $5, $6, $7, $8)`,
      parameters: [
        seal.batch,
        seal.rule,
        from,
        range.upto,
        seal.rows,
        seal.previous,
        chain(seal, entries),
        new Date(now).toISOString(),
      ],
    });
    return entries.length;
  });
}
