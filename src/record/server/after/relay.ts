import { finishedBefore } from '#/platform/database/horizon.ts';
import type { Database } from '#/platform/database/pools.ts';

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
    announced: { name: string; data?: Record<string, unknown> }[];
    origin: string;
    /** It left something that everybody may know who follows the record; absent where nothing says so. */
    public?: boolean;
  };
}

/** What somebody does about what happened. Names are stable: they are written down with each thing done. */
export interface Reaction {
  name: string;
  /** What wakes it: announcements (`incident.resolved`), actions (`calendar.edit`), or `*` for every commit. */
  on: readonly string[];
}

/** Most outbox rows that one turn of the relay moves. */
const batch = 500;

/**
 * Moves new outbox rows on: a job for each reaction that they wake, and one notification to every web process for
 * live updates. Reads by snapshot: only rows of transactions that ended before every one that still runs, in the
 * order (transaction, row), so that none is ever passed over. Returns how many rows it moved.
 */
export async function relayOnce(db: Database, reactions: readonly Reaction[]): Promise<number> {
  return db.relay(async (tx) => {
    const [position] = await tx.query<{ xid: string; id: number }>({
      sql: 'select xid::text, id from relay_position for update skip locked',
      parameters: [],
    });
    if (!position) return 0;
    const until = await finishedBefore(tx);
    const rows = await tx.query<Happening & { xid: string }>({
      // `xid` alone would be the text that is selected: 1000 would come before 999, and 999 be passed over.
      sql: `select id, xid::text, at, item, customer, kind, action, actor, version, payload from outbox
        where (xid, id) > ($1::xid8, $2) and xid < $3::xid8 order by outbox.xid, id limit $4`,
      parameters: [position.xid, position.id, until, batch],
    });
    const last = rows.at(-1);
    if (!last) return 0;
    const jobs = rows.flatMap((row) =>
      reactions.filter((reaction) => wakes(reaction, row)).map((reaction) => ({ reaction: reaction.name, event: row })),
    );
    if (jobs.length > 0) await addJobs(tx, jobs);
    await tx.query({ sql: "select pg_notify('mainstay_live', $1)", parameters: [liveMessage(rows)] });
    await tx.query({
      sql: 'update relay_position set xid = $1::xid8, id = $2',
      parameters: [last.xid, last.id],
    });
    return rows.length;
  });
}

function wakes(reaction: Reaction, row: Happening): boolean {
  if (reaction.on.includes('*') || reaction.on.includes(`${row.kind}.${row.action}`)) return true;
  return row.payload.announced.some(({ name }) => reaction.on.includes(name));
}

type Tx = Parameters<Parameters<Database['relay']>[0]>[0];

function addJobs(tx: Tx, jobs: readonly { reaction: string; event: Happening }[]): Promise<unknown> {
  return tx.query({
    sql: `select 1 from graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec, j) from json_array_elements($1::json) j))`,
    parameters: [
      JSON.stringify(
        jobs.map(({ reaction, event }) => ({
          identifier: 'react',
          payload: { reaction, event },
          max_attempts: maxAttempts,
          job_key: `${reaction}:${event.id}`,
        })),
      ),
    ],
  });
}

/** After so many failures a job is parked for a person to look at. */
export const maxAttempts = 8;

/** NOTIFY carries at most 8,000 bytes: ids and kinds only, and above that only word that there is news. */
function liveMessage(rows: readonly Happening[]): string {
  const text = JSON.stringify(
    rows.map(({ item, kind, version, action, actor, payload }) => ({
      item,
      kind,
      version,
      action,
      actor,
      ...(payload.public ? { public: true } : {}),
    })),
  );
  return text.length < 7900 ? text : '"many"';
}
