import { announceClocks } from '#/capabilities/clocks/server/announce.ts';
import { writeDues } from '#/capabilities/clocks/server/keep-due.ts';
import { beginning, movedPage } from '#/capabilities/clocks/server/moved-page.ts';
import type { Page } from '#/capabilities/clocks/server/moved-page.ts';
import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import { nextAt, upsertClocks } from '#/capabilities/clocks/server/stored.ts';
import { appendEntries } from '#/capabilities/history/server/append.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { chooseAgreement, policies } from './policies.ts';

/**
 * Brings the clocks that run under the agreements as they are now: after a policy, a calendar or what
 * their conditions hang on changed. Each moved clock says so in its record's history. Some records at a time, in a transaction of their own: nobody who
 * works on one of them waits for the others, and cut short it goes on with those that are left. Returns how many moved.
 */
export async function recomputeClocks(ctx: Context, rules: ClockRules): Promise<number> {
  const among = await policies(ctx);
  const agreementOf = (row: Parameters<typeof chooseAgreement>[3]) => chooseAgreement(ctx, among, rules.kind, row);
  let moved = 0;
  let last: string | null = beginning;
  while (last !== null) {
    const from: string = last;
    const page = await ctx.db.transaction({ kind: 'staff' }, async (tx) => {
      const found = await movedPage(ctx, tx, rules, agreementOf, from, true);
      if (found && found.moved.length > 0) await writeMoved(ctx, tx, rules.kind, found);
      return found;
    });
    moved += page?.moved.length ?? 0;
    last = page?.last ?? null;
  }
  return moved;
}

async function writeMoved(ctx: Context, tx: Runner, kind: string, { moved, clocks }: Page): Promise<void> {
  const at = new Date(ctx.now).toISOString();
  const type = ctx.kit.types.get(kind);
  const items = new Map(moved.map(({ after }) => [after.item, after.customer]));
  const of = new Map([...clocks].filter(([item]) => items.has(item)));
  await Promise.all([
    tx.query(
      upsertClocks(
        moved.map(({ after, agreement }) => ({
          clock: after,
          next: agreement && nextAt(after, agreement.calendar, agreement.thresholds),
        })),
      ),
    ),
    ...(type ? writeDues(type, of).map((statement) => tx.query(statement)) : []),
    tx.query(
      appendEntries(
        moved.map(({ before, after }) => ({
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
          payload: { clock: after.kind, due: [before?.fold.due ?? null, after.fold.due] },
        })),
      ),
    ),
    tx.query(
      announceClocks(
        at,
        [...items].map(([item, customer]) => ({ item, customer, kind, action: 'clock-moved', announced: [] })),
      ),
    ),
  ]);
}
