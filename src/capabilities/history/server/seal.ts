import { createHash } from 'node:crypto';
import { finishedBefore } from '#/platform/database/horizon.ts';
import type { Database, Runner } from '#/platform/database/pools.ts';
import { digestOf } from './append.ts';
import type { Entry } from './append.ts';

interface SealedRow extends Omit<Entry, 'request' | 'customer' | 'payload'> {
  id: number;
  payload: Entry['payload'] | null;
  salt: Buffer | null;
  digest: Buffer;
}

interface Seal {
  batch: number;
  from_xid: string;
  to_xid: string;
  rows: number;
  previous: Buffer;
  digest: Buffer;
}

const genesis = Buffer.alloc(32);

/** Digest of a batch: SHA-256 over the one before, and over each entry's place and digest in order. */
function chain(previous: Buffer, rows: readonly { id: number; digest: Buffer }[]): Buffer {
  const hash = createHash('sha256').update(previous);
  for (const { id, digest } of rows) hash.update(`${id}:`).update(digest);
  return hash.digest();
}

/**
 * Seals the history that no running transaction can add to any more: a batch is every entry of a range of
 * transactions, in the order (transaction, entry), chained to the batch before. Writers never wait for it. Returns
 * how many entries were sealed.
 */
export async function sealOnce(db: Database, now: number, most = 5000): Promise<number> {
  return db.relay(async (tx) => {
    await tx.query({ sql: "select pg_advisory_xact_lock(hashtext('mainstay seal'))", parameters: [] });
    const [last] = await tx.query<Pick<Seal, 'batch' | 'to_xid' | 'digest'>>({
      sql: 'select batch, to_xid::text, digest from history_seal order by batch desc limit 1',
      parameters: [],
    });
    const from = last?.to_xid ?? '0';
    const until = await finishedBefore(tx);
    const [range] = await tx.query<{ upto: string | null }>({
      // Whole transactions only: the range ends with the transaction of its last entry.
      sql: `select max(xid)::text as upto from (
          select xid from history where xid > $1::xid8 and xid < $2::xid8
          order by xid, id limit $3) batch`,
      parameters: [from, until, most],
    });
    if (!range?.upto) return 0;
    const rows = await tx.query<{ id: number; digest: Buffer }>({
      sql: 'select id, digest from history where xid > $1::xid8 and xid <= $2::xid8 order by xid, id',
      parameters: [from, range.upto],
    });
    const previous = last?.digest ?? genesis;
    await tx.query({
      sql: `insert into history_seal (batch, from_xid, to_xid, rows, previous, digest, sealed_at)
        values ($1, $2::xid8, $3::xid8, $4, $5, $6, $7)`,
      parameters: [
        (last?.batch ?? 0) + 1,
        from,
        range.upto,
        rows.length,
        previous,
        chain(previous, rows),
        new Date(now).toISOString(),
      ],
    });
    return rows.length;
  });
}

/** What is wrong with the history; `batch` and `entry` say where it begins. */
export interface Tampering {
  problem: 'entry-changed' | 'entry-erased' | 'batch-changed' | 'batch-missing' | 'tail-cut' | 'behind-anchor';
  batch: number;
  entry?: number;
}

export interface Verification {
  batches: number;
  entries: number;
  /** Entries newer than the last seal. */
  unsealed: number;
  /** The newest seal: to be kept outside of the database, so that a cut tail shows. */
  head: { batch: number; digest: string } | null;
  problems: Tampering[];
}

/**
 * Checks the whole chain, and each entry against its digest. Finds any edit, deletion, insertion, reordering, and
 * erasure that no removal of the record stands for; with
 * an `anchor` (a head kept elsewhere) a cut tail as well. `verify` never changes anything.
 */
export async function verifyHistory(
  tx: Runner,
  anchor?: { batch: number; digest: string } | null,
): Promise<Verification> {
  const seals = await tx.query<Seal>({
    sql: 'select batch, from_xid::text, to_xid::text, rows, previous, digest from history_seal order by batch',
    parameters: [],
  });
  const problems: Tampering[] = [];
  const removals = await readRemovals(tx);
  let previous: Buffer = genesis;
  let expected = 1;
  let fromXid = '0';
  let entries = 0;
  for (const seal of seals) {
    if (seal.batch !== expected) problems.push({ problem: 'batch-missing', batch: expected });
    if (seal.from_xid !== fromXid || !seal.previous.equals(previous)) {
      problems.push({ problem: 'batch-changed', batch: seal.batch });
    }
    const rows = await entriesOf(tx, seal);
    entries += rows.length;
    for (const row of rows) {
      if (row.payload === null || row.salt === null) {
        // Erased as a whole, and a later entry says that its record was removed: that is no tampering.
        const recorded = row.payload === null && row.salt === null && (removals.get(row.item) ?? 0) > row.id;
        if (!recorded) problems.push({ problem: 'entry-erased', batch: seal.batch, entry: row.id });
        continue;
      }
      if (!digestOf({ ...row, payload: row.payload }, row.salt).equals(row.digest)) {
        problems.push({ problem: 'entry-changed', batch: seal.batch, entry: row.id });
      }
    }
    if (rows.length !== seal.rows || !chain(seal.previous, rows).equals(seal.digest)) {
      problems.push({ problem: 'batch-changed', batch: seal.batch });
    }
    previous = seal.digest;
    fromXid = seal.to_xid;
    expected = seal.batch + 1;
  }
  const last = seals.at(-1);
  if (anchor) {
    const there = seals.find(({ batch }) => batch === anchor.batch);
    if (!there) problems.push({ problem: 'tail-cut', batch: anchor.batch });
    else if (there.digest.toString('hex') !== anchor.digest) {
      problems.push({ problem: 'behind-anchor', batch: anchor.batch });
    }
  }
  const [open] = await tx.query<{ unsealed: number }>({
    sql: 'select count(*) as unsealed from history where xid > $1::xid8',
    parameters: [last?.to_xid ?? '0'],
  });
  return {
    batches: seals.length,
    entries,
    unsealed: open?.unsealed ?? 0,
    head: last ? { batch: last.batch, digest: last.digest.toString('hex') } : null,
    problems,
  };
}

/** Which records were removed, by which entry: only entries that are what their digest says count. */
async function readRemovals(tx: Runner): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<SealedRow>({
    sql: `select id, item, kind, action, audience, at, actor, origin, version, payload, salt, digest from history
      where kind = 'removal' order by id`,
    parameters: [],
  });
  const removals = new Map<string, number>();
  for (const row of rows) {
    if (row.payload === null || row.salt === null) continue;
    if (!digestOf({ ...row, payload: row.payload }, row.salt).equals(row.digest)) continue;
    for (const item of (row.payload['items'] as string[] | undefined) ?? []) removals.set(item, row.id);
  }
  return removals;
}

function entriesOf(tx: Runner, seal: Seal): Promise<SealedRow[]> {
  return tx.query<SealedRow>({
    sql: `select id, item, kind, action, audience, at, actor, origin, version, payload, salt, digest from history
      where xid > $1::xid8 and xid <= $2::xid8 order by xid, id`,
    parameters: [seal.from_xid, seal.to_xid],
  });
}
