import type { Database, Runner } from '#/platform/database/pools.ts';
import { addKept, headKeepingOf, lastKept, readKept } from './kept-heads.ts';
import type { HeadKeeping, KeptHead } from './kept-heads.ts';

/** What became of a turn: a head that was kept, nothing new to keep, or a history that is not the one of the last head. */
export type Keeping = { kept: KeptHead } | { kept: null } | { broken: KeptHead };

/**
 * Keeps the end of the chain where whoever edits the database cannot take it back. Where the history does not hold
 * what was kept last, nothing is added: new heads would hide that the old ones are gone.
 */
export async function keepHead(db: Database, now: number): Promise<Keeping> {
  const keeping = headKeepingOf(db);
  if (!keeping) return { kept: null };
  return locked(db, async (tx) => {
    const last = await lastKept(keeping);
    if (last && !(await holds(tx, last))) return { broken: last };
    const head = await newestHead(tx, last);
    if (!head || head.batch === last?.batch) return { kept: null };
    const kept = { at: new Date(now).toISOString(), ...head };
    await addKept(keeping, kept);
    return { kept };
  });
}

/**
 * Writes down that the history goes on from the state that the database has now, though later heads had been kept: a
 * backup was restored on purpose. It stays in the file, and every verification tells it.
 */
export async function acceptHistory(
  db: Database,
  keeping: HeadKeeping,
  because: string,
  now: number,
): Promise<KeptHead> {
  return locked(db, async (tx) => {
    const [newest] = await tx.query<Omit<KeptHead, 'at'>>({
      sql: `select batch, encode(digest, 'hex') as digest, (select coalesce(sum(rows), 0)::bigint from history_seal) as rows
        from history_seal order by batch desc limit 1`,
      parameters: [],
    });
    const head = newest ?? { batch: 0, digest: '', rows: 0 };
    const { missing } = await missingHeads(tx, keeping);
    const since = Math.min(head.batch, ...missing.map(({ batch }) => batch - 1));
    const accepted = { at: new Date(now).toISOString(), ...head, because, since };
    await addKept(keeping, accepted);
    return accepted;
  });
}

/** Heads that were kept and that the database does not hold: a look at them alone, however long the history is. */
export async function missingHeads(
  tx: Runner,
  keeping: HeadKeeping,
): Promise<{ last?: KeptHead; missing: KeptHead[]; changed: number[] }> {
  const { heads, changed } = await readKept(keeping);
  const current = heads.filter(({ givenUp, batch }) => !givenUp && batch > 0);
  const there = await tx.query<{ batch: number; digest: string }>({
    sql: `select batch, encode(digest, 'hex') as digest from history_seal where batch = any ($1::bigint[])`,
    parameters: [current.map(({ batch }) => batch)],
  });
  const digests = new Map(there.map(({ batch, digest }) => [batch, digest]));
  const missing = current.filter(({ batch, digest }) => digests.get(batch) !== digest);
  const last = heads.at(-1);
  return { ...(last ? { last } : {}), missing, changed };
}

/** One process at a time adds to the file. */
function locked<T>(db: Database, work: (tx: Runner) => Promise<T>): Promise<T> {
  return db.relay(async (tx) => {
    await tx.query({ sql: "select pg_advisory_xact_lock(hashtext('mainstay head'))", parameters: [] });
    return work(tx);
  });
}

async function holds(tx: Runner, { batch, digest }: KeptHead): Promise<boolean> {
  if (batch === 0) return true;
  const rows = await tx.query({
    sql: `select 1 from history_seal where batch = $1 and digest = decode($2, 'hex')`,
    parameters: [batch, digest],
  });
  return rows.length > 0;
}

async function newestHead(tx: Runner, last: KeptHead | undefined): Promise<Omit<KeptHead, 'at'> | undefined> {
  const [head] = await tx.query<Omit<KeptHead, 'at'>>({
    sql: `select batch, encode(digest, 'hex') as digest,
        $2::bigint + (select coalesce(sum(rows), 0)::bigint from history_seal where batch > $1) as rows
      from history_seal order by batch desc limit 1`,
    parameters: [last?.batch ?? 0, last?.rows ?? 0],
  });
  return head;
}
