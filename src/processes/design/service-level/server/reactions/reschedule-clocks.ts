import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import { clockColumns, fromRow, nextAt, upsertClocks } from '#/capabilities/clocks/server/stored.ts';
import type { ClockRow } from '#/capabilities/clocks/server/stored.ts';
import type { Context } from '#/record/server/context.ts';

const page = 500;

/**
 * Works out anew when the running clocks of a policy next want attention, after its thresholds changed: one that came
 * in before the next must not be passed over. Thresholds that are past do not fire again. Returns how many it moved.
 */
export async function rescheduleClocks(ctx: Context, rules: ClockRules, policy: string): Promise<number> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const terms = await rules.byPolicy(ctx, policy);
  if (!terms) return 0;
  let moved = 0;
  let last = { item: '00000000-0000-0000-0000-000000000000', kind: '' };
  for (;;) {
    const rows = await tx.query<ClockRow & { next: string | null }>({
      sql: `select ${clockColumns('c')}, c.next_at as next
        from clock c join item i on i.id = c.item and i.kind = $2
        where c.policy = $1 and c.running = 'running' and (c.item, c.kind) > ($3, $4)
        order by c.item, c.kind limit ${page} for update of c`,
      parameters: [policy, rules.kind, last.item, last.kind],
    });
    const late = rows.flatMap(({ next, ...row }) => {
      const clock = fromRow(row);
      const wanted = nextAt(clock, terms.calendar, terms.thresholds);
      // One that asks for nobody's attention was told so: imported clocks stay quiet until they go live.
      return next === null || wanted === Date.parse(next) ? [] : [{ clock, next: wanted }];
    });
    if (late.length > 0) await tx.query(upsertClocks(late));
    moved += late.length;
    const end = rows.at(-1);
    if (!end || rows.length < page) return moved;
    last = { item: end.item, kind: end.kind };
  }
}
