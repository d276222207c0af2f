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
  const rows = await tx.query({
    // Who was told of it already is passed over, and an unread entry goes on counting, by the trigger `notification_once`.
    sql: `insert into notification (id, person, item, kind, params, event, at) values ($1, $2, $3, $4, $5, $6, $7)
      returning 1`,
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
  const [entry] = await tx.query<{ fresh: boolean }>({
    sql: `insert into notification (id, person, item, kind, params, at) values ($1, $2, $3, 'digest', $4, $5)
      returning (params ->> 'count')::int = 1 as fresh`,
    parameters: [newId(ctx.now), person, item, JSON.stringify({ face, count: 1 }), new Date(ctx.now).toISOString()],
  });
  return entry?.fresh === true;
}
