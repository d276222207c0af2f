import type { Runner } from '#/platform/database/pools.ts';
import { digestOf } from './append.ts';
import type { Entry } from './append.ts';
import { chain, coveredSql, genesis, newestRule, sealColumns } from './chain.ts';
import type { Link, Seal } from './chain.ts';
import { comparing } from './compare-kept.ts';
import type { Kept, KeptHead } from './kept-heads.ts';

interface SealedRow extends Omit<Entry, 'request' | 'customer' | 'payload'>, Link {
  xid: string;
  payload: Entry['payload'] | null;
  salt: Buffer | null;
}

/** What is wrong with the history; `batch` and `entry` say where it begins. */
export interface Tampering {
  problem:
    | 'entry-changed'
    | 'entry-erased'
    | 'batch-changed'
    | 'batch-missing'
    // What a head that was kept elsewhere tells.
    | 'tail-cut'
    | 'emptied'
    | 'behind-anchor'
    // The file of kept heads is not as it was written; `entry` is the line.
    | 'kept-changed';
  batch: number;
  entry?: number;
}

export interface Verification {
  batches: number;
  entries: number;
  /** Entries newer than the last seal, or not sealed by the newest rule yet. */
  unsealed: number;
  /** The newest seal: to be kept outside of the database, so that a cut tail shows. */
  head: { batch: number; digest: string } | null;
  problems: Tampering[];
  /** Heads that were kept elsewhere and compared with; null where none is. */
  kept: { count: number; last: KeptHead } | null;
  /** Where somebody said that the history goes on from an older state: a backup that was restored on purpose. */
  accepted: KeptHead[];
}

/**
 * Checks the whole chain, and each entry against its digest. Finds any edit of any column, deletion, insertion,
 * reordering, and erasure that no removal of the record stands for; with heads that were `kept` elsewhere, or one that
 * was written down (`anchor`), a cut tail and an emptied history as well. Changes nothing.
 */
export async function verifyHistory(
  tx: Runner,
  anchor?: { batch: number; digest: string } | null,
  kept?: Kept,
): Promise<Verification> {
  const removals = await readRemovals(tx);
  const compared = comparing(kept, anchor);
  const problems: Tampering[] = [];
  const newest = await sealedAnew(tx);
  let previous: Pick<Seal, 'batch' | 'rule' | 'to_xid' | 'digest'> = {
    batch: 0,
    rule: 1,
    to_xid: '0',
    digest: genesis,
  };
  let batches = 0;
  let entries = 0;
  for await (const seal of sealsOf(tx)) {
    const { batch } = seal;
    if (batch !== previous.batch + 1) problems.push({ problem: 'batch-missing', batch: previous.batch + 1 });
    // What is sealed by a newer rule begins with the first entry again; a chain never goes back to an older rule.
    const from = seal.rule === previous.rule ? previous.to_xid : '0';
    const known = seal.rule >= previous.rule && seal.rule <= newestRule;
    const follows = known && seal.from_xid === from && seal.previous.equals(previous.digest);
    const rows = await entriesOf(tx, seal);
    for (const row of rows) {
      // Sealed anew further on, where it is looked at by the rule that covers more.
      if (seal.rule < newestRule && BigInt(row.xid) <= newest) continue;
      entries += 1;
      const problem = wrongWith(row, removals);
      if (problem) problems.push({ problem, batch, entry: row.id });
    }
    if (!follows || rows.length !== seal.rows || !chain(seal, rows).equals(seal.digest)) {
      problems.push({ problem: 'batch-changed', batch });
    }
    problems.push(...compared.pass(seal));
    previous = seal;
    batches += 1;
  }
  problems.push(...compared.end(previous.batch));
  const [open] = await tx.query<{ unsealed: number }>({
    sql: 'select count(*) as unsealed from history where xid > $1::xid8',
    parameters: [String(newest)],
  });
  const last = kept?.heads.at(-1);
  return {
    batches,
    entries,
    unsealed: open?.unsealed ?? 0,
    head: batches > 0 ? { batch: previous.batch, digest: previous.digest.toString('hex') } : null,
    problems,
    kept: kept && last ? { count: kept.heads.length, last } : null,
    accepted: kept?.heads.filter(({ because }) => because !== undefined) ?? [],
  };
}

/** What is wrong with one entry, whatever its batch says. */
function wrongWith(
  row: SealedRow,
  removals: ReadonlyMap<string, number>,
): 'entry-changed' | 'entry-erased' | undefined {
  if (row.payload === null || row.salt === null) {
    // Erased as a whole, and a later entry says that its record was removed: that is no tampering.
    const recorded = row.payload === null && row.salt === null && (removals.get(row.item) ?? 0) > row.id;
    return recorded ? undefined : 'entry-erased';
  }
  return digestOf({ ...row, payload: row.payload }, row.salt).equals(row.digest) ? undefined : 'entry-changed';
}

/** The last transaction that is sealed by the newest rule. */
async function sealedAnew(tx: Runner): Promise<bigint> {
  const [last] = await tx.query<{ xid: string | null }>({
    sql: 'select max(to_xid)::text as xid from history_seal where rule = $1',
    parameters: [newestRule],
  });
  return BigInt(last?.xid ?? 0);
}

/** Every seal in its order, some at a time: there is one each half minute of every year. */
async function* sealsOf(tx: Runner, most = 1000): AsyncGenerator<Seal> {
  let after = -1;
  let page: Seal[];
  do {
    page = await tx.query<Seal>({
      sql: `select ${sealColumns} from history_seal where batch > $1 order by batch limit $2`,
      parameters: [after, most],
    });
    yield* page;
    after = page.at(-1)?.batch ?? after;
  } while (page.length === most);
}

const entryColumns = 'id, item, kind, action, audience, at, actor, origin, version, payload, salt, digest';

/** Which records were removed, by which entry: only entries that are what their digest says count. */
async function readRemovals(tx: Runner): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<SealedRow>({
    sql: `select ${entryColumns} from history where kind = 'removal' order by id`,
    parameters: [],
  });
  const removals = new Map<string, number>();
  for (const row of rows) {
    if (row.payload === null || wrongWith(row, removals)) continue;
    for (const item of (row.payload['items'] as string[] | undefined) ?? []) removals.set(item, row.id);
  }
  return removals;
}

/** In the order of transactions: `xid` alone would be the text that is selected, and 1000 come before 999. */
function entriesOf(tx: Runner, seal: Seal): Promise<SealedRow[]> {
  return tx.query<SealedRow>({
    sql: `select xid::text, ${entryColumns}, ${coveredSql} as covered from history
      where xid > $1::xid8 and xid <= $2::xid8 order by history.xid, id`,
    parameters: [seal.from_xid, seal.to_xid],
  });
}
