import { newId } from '#/platform/ids.ts';
import type { Context, Face } from '#/record/server/context.ts';
import type { Occasion, Telling } from './tell.ts';

/** What somebody finds in their inbox. */
export interface InboxEntry {
  person: string;
  face: Face;
  telling: Pick<Telling, 'kind' | 'params'>;
}

/** The channel on which web processes hear whose inbox has something new. */
export const toldChannel = 'mainstay_told';

/** A NOTIFY carries at most 8,000 bytes: so many ids fit. */
const mostRung = 200;

/** Whoever has something new: their browsers look into the inbox again as soon as the transaction is committed. */
const rung = `select array_agg(person) as people, pg_notify('${toldChannel}', json_agg(person)::text) as rung
  from told having count(*) > 0`;

/**
 * Writes entries of people's inboxes, in the order of the people for all who write at the same time; with `counts` they
 * are counted instead, since so much has come: one unread entry each, which opens the record that came last. Returns
 * who has a new entry.
 */
export async function putInInbox(
  ctx: Context,
  { item, event, by }: Occasion,
  entries: readonly InboxEntry[],
  { counts }: { counts: boolean },
): Promise<string[]> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const told: string[] = [];
  for (let from = 0; from < entries.length; from += mostRung) {
    const rows = entries.slice(from, from + mostRung).map(({ person, face, telling: { kind, params = {} } }) => ({
      id: newId(ctx.now),
      person,
      kind: counts ? 'digest' : kind,
      params: counts ? { face, count: 1 } : { ...params, ...(by === null ? {} : { by }), face },
    }));
    const [done] = await tx.query<{ people: string[] }>({
      sql: counts ? counted : written,
      parameters: [JSON.stringify(rows), item, new Date(ctx.now).toISOString(), ...(counts ? [] : [event])],
    });
    told.push(...(done?.people ?? []));
  }
  return told;
}

// Who was told of it already is passed over, and an unread entry goes on counting, by the trigger `notification_once`.
const rows = `jsonb_to_recordset($1::jsonb) as n (id uuid, person uuid, kind text, params jsonb)`;

const written = `with told as (
    insert into notification (id, person, item, kind, params, at, event)
    select n.id, n.person, $2::uuid, n.kind, n.params, $3::timestamptz, $4::bigint from ${rows}
    returning person)
  ${rung}`;

const counted = `with put as (
    insert into notification (id, person, item, kind, params, at)
    select n.id, n.person, $2::uuid, n.kind, n.params, $3::timestamptz from ${rows}
    returning person, (params ->> 'count')::int = 1 as fresh),
  told as (select person from put where fresh)
  ${rung}`;
