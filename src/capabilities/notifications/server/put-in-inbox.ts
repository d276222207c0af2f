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
    sql: `insert into notification (id, person, item, kind, params, event, at) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (person, event, kind) do nothing returning 1`,
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
      on conflict (person) where kind = 'digest' and read_at is null do update
      set item = excluded.item, at = excluded.at, params = jsonb_build_object('face', excluded.params -> 'face',
        'count', (notification.params ->> 'count')::int + 1)
      returning xmax = 0 as fresh`,
    parameters: [newId(ctx.now), person, item, JSON.stringify({ face, count: 1 }), new Date(ctx.now).toISOString()],
  });
  return entry?.fresh === true;
}
