import { finishedBefore } from '#/platform/database/horizon.ts';
import type { Database, Runner } from '#/platform/database/pools.ts';
import type { Announcement } from '#/record/shared/events.ts';

/** An outbox row: what one commit announced. */
export interface Happening {
  id: number;
  at: string;
  item: string;
  customer: number | null;
  kind: string;
  action: string;
  actor: string | null;
  version: number | null;
  payload: {
    changed: string[];
    state: [string | null, string];
    announced: Announcement[];
    origin: string;
    /** What the record's definition calls its facts, as they stood with the commit; absent where it was no commit. */
    facts?: Record<string, unknown>;
    /** It left something that everybody may know who follows the record; absent where nothing says so. */
    public?: boolean;
  };
}

/** Who is handed everything that happens, in order and each thing once, in the transaction that moves their position. */
export interface Follower {
  /** Its position is kept under it; a migration begins it, in the table `follower`. */
  name: string;
  /** Takes some of what happened. Where it throws, it is handed the same again, and the other followers go on. */
  take(tx: Runner, events: readonly Happening[]): Promise<unknown>;
}

/** Most outbox rows that one turn of the relay moves. */
const batch = 500;

interface Position {
  name: string;
  xid: string;
  id: number;
}

/**
 * Hands new outbox rows to their followers: one read for all who stand at the same place. Reads by snapshot: only rows
 * of transactions that ended before every one that still runs, in the order (transaction, row), so that none is ever
 * passed over. Returns how many rows it moved; throws, behind the commit, what a follower threw.
 */
export async function relayOnce(db: Database, followers: readonly Follower[]): Promise<number> {
  const names = followers.map(({ name }) => name);
  // Most turns find nothing, and a look costs no lock.
  const [news] = await db.read({ kind: 'staff' }, { sql: anythingNew, parameters: [names] });
  if (!news) return 0;
  const problems: unknown[] = [];
  const moved = await db.relay(async (tx) => {
    const positions = await tx.query<Position>({
      sql: 'select name, xid::text, id from follower where name = any($1) for update skip locked',
      parameters: [names],
    });
    const until = await finishedBefore(tx);
    let most = 0;
    for (const [, there] of Map.groupBy(positions, ({ xid, id }) => `${xid} ${id}`)) {
      const here = followers.filter(({ name }) => there.some((position) => position.name === name));
      most = Math.max(most, await handOver(tx, here, there[0] as Position, until, problems));
    }
    return most;
  });
  if (problems.length > 0) throw problems[0];
  return moved;
}

const anythingNew = `select 1 from follower f where f.name = any($1)
  and exists (select 1 from outbox o where (o.xid, o.id) > (f.xid, f.id)) limit 1`;

/** Hands what comes next to followers who stand at the same place. Returns how many rows that were. */
async function handOver(
  tx: Runner,
  followers: readonly Follower[],
  { xid, id }: Position,
  until: string,
  problems: unknown[],
): Promise<number> {
  const rows = await tx.query<Happening & { xid: string }>({
    // `xid` alone would be the text that is selected: 1000 would come before 999, and 999 be passed over.
    sql: `select id, xid::text, at, item, customer, kind, action, actor, version, payload from outbox
      where (xid, id) > ($1::xid8, $2) and xid < $3::xid8 order by outbox.xid, id limit $4`,
    parameters: [xid, id, until, batch],
  });
  const last = rows.at(-1);
  if (!last) return 0;
  const taken: string[] = [];
  for (const follower of followers) {
    await tx.query({ sql: 'savepoint follower', parameters: [] });
    try {
      await follower.take(tx, rows);
      taken.push(follower.name);
    } catch (error) {
      await tx.query({ sql: 'rollback to savepoint follower', parameters: [] });
      problems.push(error);
    }
  }
  if (taken.length === 0) return 0;
  await tx.query({
    sql: 'update follower set xid = $1::xid8, id = $2 where name = any($3)',
    parameters: [last.xid, last.id, taken],
  });
  return rows.length;
}
