import { removeRecords } from '#/capabilities/removal/server/remove-records.ts';
import type { Removal } from '#/capabilities/removal/server/remove-records.ts';
import type { Context } from '#/record/server/context.ts';
import { demoItems } from './demo-items.ts';
import { lockDemo } from './load.ts';

/** What else belongs to made-up people, and goes with them: their accounts, if somebody gave them one, and traces. */
const personal = [
  ['account', 'person'],
  ['session', 'person'],
  ['one_time_link', 'person'],
  ['api_key', 'person'],
  ['item_access', 'person'],
  ['draft', 'person'],
  ['bulk_run', 'person'],
  ['notification', 'person'],
  ['saved_view', 'person'],
] as const;

/** A kind is removed before the kinds that it points at. */
const order = [
  'incident',
  'assignment-rule',
  'membership',
  'group',
  'configuration-item',
  'service',
  'person',
  'location',
  'organisation',
];

/**
 * Removes the demonstration data for good and leaves tombstones in the sealed history, which still verifies. What real
 * records have come to depend on meanwhile (a case reported for a made-up person) is kept, and named in the answer. Cut
 * short, it goes on where it was when it is called again.
 */
export async function removeDemo(ctx: Context): Promise<Removal> {
  const demo: Context = { ...ctx, request: { ...ctx.request, origin: 'demo' } };
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    await lockDemo(tx);
    // Newest first: a duplicate before the case that it repeats.
    const byKind = Map.groupBy(await demoItems(tx), ({ kind }) => kind);
    const unknown = [...byKind.keys()].find((kind) => !order.includes(kind));
    if (unknown !== undefined) throw new Error(`nobody has said when to remove a ${unknown}`);
    const all: Removal = { removed: [], kept: [] };
    for (const kind of order) {
      const ids = (byKind.get(kind) ?? []).map(({ id }) => id);
      const belongings = kind === 'person' ? personal : [];
      const { removed, kept } = await removeRecords(demo, ids, 'demonstration data', { belongings });
      all.removed.push(...removed);
      all.kept.push(...kept);
    }
    return all;
  });
}
