import { movedClocks } from '#/capabilities/clocks/server/recount.ts';
import type { MovedClock } from '#/capabilities/clocks/server/recount.ts';
import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import { nextAt, upsertClocks } from '#/capabilities/clocks/server/stored.ts';
import { appendEntries } from '#/capabilities/history/server/append.ts';
import type { Context } from '#/record/server/context.ts';
import { chooseAgreement, policies } from './policies.ts';

/**
 * Brings the clocks that run under the agreements as they are now: after a policy, a calendar or the matrix changed.
 * Each moved clock says so in its record's history. Returns how many moved.
 */
export async function recomputeClocks(ctx: Context, rules: ClockRules): Promise<number> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const among = await policies(ctx);
  let moved = 0;
  let batch: MovedClock[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    moved += batch.length;
    await writeMoved(ctx, rules.kind, batch);
    batch = [];
  };
  for await (const one of movedClocks(ctx, tx, rules, (row) => chooseAgreement(ctx, among, rules.kind, row))) {
    batch.push(one);
    if (batch.length >= 500) await flush();
  }
  await flush();
  return moved;
}

async function writeMoved(ctx: Context, kind: string, batch: readonly MovedClock[]): Promise<void> {
  const at = new Date(ctx.now).toISOString();
  await ctx.tx?.query(
    upsertClocks(
      batch.map(({ after, agreement }) => ({
        clock: after,
        next: nextAt(after, agreement.calendar, agreement.thresholds),
      })),
    ),
  );
  await ctx.tx?.query({
    sql: `update item i set due_at = c.due from (
        select item, min(due_at) as due from clock where running = 'running' and item = any($1::uuid[]) group by item) c
      where i.id = c.item`,
    parameters: [batch.map(({ after }) => after.item)],
  });
  await ctx.tx?.query(
    appendEntries(
      batch.map(({ before, after }) => ({
        item: after.item,
        customer: after.customer,
        kind,
        action: 'clock-moved',
        audience: 'staff' as const,
        at,
        actor: null,
        origin: 'job',
        request: null,
        version: null,
        payload: { clock: after.kind, due: [before.fold.due, after.fold.due] },
      })),
    ),
  );
}
