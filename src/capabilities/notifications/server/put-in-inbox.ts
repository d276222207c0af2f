import { newId } from '#/platform/ids.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context, Face } from '#/record/server/context.ts';
import type { Occasion, Telling } from './tell.ts';

export interface InboxReader {
  person: string;
  face: Face;
  /** So much has come that this one only counts. */
  many: boolean;
}

/** Writes one entry of somebody's inbox, or counts it in a storm. Returns whether there is a new entry. */
export async function putInInbox(
  ctx: Context,
  occasion: Occasion,
  { kind, params = {} }: Pick<Telling, 'kind' | 'params'>,
  { person, face, many }: InboxReader,
): Promise<boolean> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  if (many) return count(ctx, tx, occasion, person, face);
  const { item, event, by } = occasion;
  if (event !== null) await alone(tx, `${person} ${event} ${kind}`);
  const rows = await tx.query({
    sql: `insert into notification (id, person, item, kind, params, event, at) select $1, $2, $3, $4, $5, $6, $7
      where not exists (select from notification n where n.person = $2 and n.event = $6 and n.kind = $4) returning 1`,
    parameters: [
      newId(ctx.now),
      person,
      item,
      kind,
      JSON.stringify({ ...params, ...(by === null ? {} : { by }), face }),
      event,
      new Date(ctx.now).toISOString(),
    ],
  });
  return rows.length > 0;
}

/** One unread entry counts what a storm brings, and opens the record that it brought last. True for its beginning. */
async function count(ctx: Context, tx: Runner, { item }: Occasion, person: string, face: Face): Promise<boolean> {
  await alone(tx, person);
  const at = new Date(ctx.now).toISOString();
  const counted = await tx.query({
    sql: `update notification set item = $2, at = $3,
        params = jsonb_build_object('face', $4::text, 'count', (params ->> 'count')::int + 1)
      where person = $1 and kind = 'digest' and read_at is null returning 1`,
    parameters: [person, item, at, face],
  });
  if (counted.length > 0) return false;
  await tx.query({
    sql: `insert into notification (id, person, item, kind, params, at) values ($1, $2, $3, 'digest', $4, $5)`,
    parameters: [newId(ctx.now), person, item, JSON.stringify({ face, count: 1 }), at],
  });
  return true;
}

/**
 * Until the transaction ends, nobody else writes the same entry: an index over all parts of the table cannot be unique.
 * People are told in one order by everybody, so that nobody waits in a circle.
 */
async function alone(tx: Runner, entry: string): Promise<void> {
  await tx.query({
    sql: `select pg_advisory_xact_lock(hashtextextended('mainstay inbox ' || $1, 0))`,
    parameters: [entry],
  });
}
