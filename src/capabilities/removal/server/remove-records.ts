import { appendEntries } from '#/capabilities/history/server/append.ts';
import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { newId } from '#/platform/ids.ts';
import { raise, raisedBy } from '#/record/server/epoch.ts';
import type { Scope } from '#/record/server/epoch.ts';
import type { Context } from '#/record/server/context.ts';

/** What a removal did. */
export interface Removal {
  /** Records that are gone, with everything that belonged to them. */
  removed: string[];
  /** Records that something else still points at. */
  kept: string[];
}

export interface RemovalOptions {
  /** What else belongs to the records and goes with them: `['account', 'person']`, a table and its column. */
  belongings?: readonly Belonging[];
  /** Joins each transaction, with what it removed. */
  also?: (tx: Runner, removed: readonly string[]) => Promise<void>;
}

type Belonging = readonly [table: string, column: string];

/** Most records that one history entry names. */
const most = 1000;

/**
 * Removes records for good: the record, its registry row, messages and drafts of them, files, links, tasks, time, clocks,
 * timers and notifications. Its history is erased (payload and salt; digests stay, so that the seal still verifies), and one
 * entry a thousand records says that it was done, by whom and why. For records that should never have been there: a
 * taken-back import, demonstration data. What anything else still points at is kept and named in the answer.
 *
 * A transaction of the relay's role each thousand, which alone may do this; `also` joins it.
 */
export async function removeRecords(
  ctx: Context,
  ids: readonly string[],
  why: string,
  { belongings = [], also }: RemovalOptions = {},
): Promise<Removal> {
  const done: Removal = { removed: [], kept: [] };
  for (let from = 0; from < ids.length; from += most) {
    const part = await ctx.db.relay(async (tx) => {
      const removal = await removeWithin(ctx, tx, ids.slice(from, from + most), why, belongings);
      await also?.(tx, removal.removed);
      return removal;
    });
    done.removed.push(...part.removed);
    done.kept.push(...part.kept);
  }
  return done;
}

/** What hangs on the registry row of a record and goes with it: table → column that names the record. */
const common: readonly Belonging[] = [
  ['notification', 'item'],
  ['bulk_row', 'item'],
  ['mail', 'item'],
  ['timer', 'item'],
  ['clock', 'item'],
  ['time_spent', 'item'],
  ['task', 'item'],
  ['link', 'source'],
  ['link', 'target'],
  ['attachment', 'item'],
  ['note', 'item'],
  ['item_access', 'item'],
  ['import_record', 'item'],
  ['import_event', 'item'],
  ['import_made', 'item'],
];

async function removeWithin(
  ctx: Context,
  tx: Runner,
  ids: readonly string[],
  why: string,
  belongings: readonly Belonging[],
): Promise<Removal> {
  const items = await tx.query<{ id: string; kind: string }>({
    sql: 'select id, kind from item where id = any($1::uuid[])',
    parameters: [ids],
  });
  const byKind = Map.groupBy(items, ({ kind }) => kind);
  const removed: string[] = [];
  const kept: string[] = [];
  const raised = new Set<Scope>();
  for (const [kind, found] of byKind) {
    const type = ctx.kit.types.get(kind);
    if (!type) throw new Error(`no records of kind ${kind}`);
    const part = await removeKind(
      tx,
      type.table,
      found.map(({ id }) => id),
      belongings,
    );
    if (part.removed.length > 0) for (const scope of raisedBy(type, 'removed')) raised.add(scope);
    removed.push(...part.removed);
    kept.push(...part.kept);
  }
  if (removed.length === 0) return { removed, kept };
  // What somebody was about to say of them: a draft is named by its record (`incident:<id>:reply`).
  await tx.query({
    sql: `delete from draft where split_part(context, ':', 2) = any($1::text[])`,
    parameters: [removed],
  });
  await tx.query({ sql: 'select mainstay_erase($1::uuid[])', parameters: [removed] });
  await tx.query(
    appendEntries([
      {
        item: newId(ctx.now),
        customer: null,
        kind: 'removal',
        action: 'remove',
        audience: 'staff',
        at: new Date(ctx.now).toISOString(),
        actor: ctx.actor.person,
        origin: ctx.request.origin,
        request: ctx.request.id,
        version: null,
        payload: { why, items: removed },
      },
    ]),
  );
  for (const raising of raise(raised)) await tx.query(raising);
  return { removed, kept };
}

/** Removes all at once; where something still points at one of them, one by one, to keep just that. */
async function removeKind(
  tx: Runner,
  table: string,
  ids: readonly string[],
  belongings: readonly Belonging[],
): Promise<Removal> {
  const removed = await attempt(tx, table, ids, belongings);
  if (removed) return { removed, kept: [] };
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return { removed: [], kept: [only] };
  const half = Math.ceil(ids.length / 2);
  const first = await removeKind(tx, table, ids.slice(0, half), belongings);
  const second = await removeKind(tx, table, ids.slice(half), belongings);
  return { removed: [...first.removed, ...second.removed], kept: [...first.kept, ...second.kept] };
}

/** @returns those that were there until now, which somebody else may have removed meanwhile; null where one is kept. */
async function attempt(
  tx: Runner,
  table: string,
  ids: readonly string[],
  belongings: readonly Belonging[],
): Promise<string[] | null> {
  await tx.query({ sql: 'savepoint removal', parameters: [] });
  try {
    const remove = async (owned: readonly Belonging[]) => {
      for (const [from, column] of owned) {
        await tx.query({
          sql: `delete from ${quote(from)} where ${quote(column)} = any($1::uuid[])`,
          parameters: [ids],
        });
      }
    };
    // The record before what each change of it writes besides, as changes have it: nobody waits in a circle. What points
    // at it speaks up while its registry row is still there, which is locked so that nothing new comes to hang on it.
    await remove([...belongings, [table, 'id']]);
    await tx.query({ sql: 'select from item where id = any($1::uuid[]) order by id for update', parameters: [ids] });
    await remove(common);
    const gone = await tx.query<{ id: string }>({
      sql: 'delete from item where id = any($1::uuid[]) returning id',
      parameters: [ids],
    });
    await tx.query({ sql: 'release savepoint removal', parameters: [] });
    return gone.map(({ id }) => id);
  } catch (error) {
    await tx.query({ sql: 'rollback to savepoint removal', parameters: [] });
    if (error instanceof Error && 'code' in error && error.code === '23503') return null;
    throw error;
  }
}
