import { removeRecords } from '#/capabilities/removal/server/remove-records.ts';
import type { Removal } from '#/capabilities/removal/server/remove-records.ts';
import type { Context } from '#/record/server/context.ts';
import { demoItems } from './demo-items.ts';
import { lockDemo } from './load.ts';

/** What else belongs to made-up people, and goes with them: their accounts, if somebody gave them one, and traces. */
const belongings = [
  ['account', 'person'],
  ['session', 'person'],
  ['one_time_link', 'person'],
  ['api_key', 'person'],
  ['item_access', 'person'],
  ['draft', 'person'],
  ['notification', 'person'],
  ['saved_view', 'person'],
] as const;

/** What points at what: a kind is removed before the kinds that it names. */
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
 * records have come to depend on meanwhile (a case reported for a made-up person) is kept, and named in the answer.
 */
export async function removeDemo(ctx: Context): Promise<Removal> {
  const demo: Context = { ...ctx, request: { ...ctx.request, origin: 'demo' } };
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    await lockDemo(tx);
    const items = await demoItems(tx);
    const unknown = items.find(({ kind }) => !order.includes(kind));
    if (unknown) throw new Error(`nobody has said when to remove a ${unknown.kind}`);
    const ids = items.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).map(({ id }) => id);
    return removeRecords(demo, ids, 'demonstration data', { belongings });
  });
}
