import { countUpTo, foldClock } from '#/engines/stopwatch/fold.ts';
import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { withFace } from '#/record/server/context.ts';
import { selection } from '#/record/server/read/columns.ts';
import type { Agreement, ClockRules } from './rules.ts';
import { fromRow } from './stored.ts';
import type { StoredClock } from './stored.ts';

/** A clock whose deadline another agreement, or the same one with other hours, would move. */
export interface MovedClock {
  row: Row;
  before: StoredClock;
  after: StoredClock;
  agreement: Agreement;
}

const page = 500;

/**
 * Goes through the clocks of a kind of record that have not ended, and yields those that would move under the
 * agreements given: counted again from their start, with every pause. Changes nothing. `seen` is told of each page of
 * records, and ends the walk by answering false.
 */
export async function* movedClocks(
  ctx: Context,
  tx: Runner,
  rules: ClockRules,
  agreementOf: (row: Row) => Agreement | null,
  seen: (clocks: number, records: number) => boolean = () => true,
): AsyncGenerator<MovedClock> {
  const type = ctx.kit.types.get(rules.kind);
  if (!type) return;
  let last = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await tx.query<Row>({
      sql: `select ${selection(withFace(ctx, 'workspace'), type, 'r')} from ${quote(type.table)} r
        where r.id > $1 and exists (
          select 1 from clock c where c.item = r.id and c.running in ('running', 'paused'))
        order by r.id limit ${page}`,
      parameters: [last],
    });
    if (rows.length === 0) return;
    last = rows.at(-1)?.['id'] as string;
    const clocks = await tx.query<ClockRow>({
      sql: `select item, kind, customer, policy, calendar, fold, events, fired, computed_on_import from clock
        where item = any($1::uuid[]) and running in ('running', 'paused')`,
      parameters: [rows.map((row) => row['id'])],
    });
    const byItem = Map.groupBy(
      clocks.map((row) => fromRow(row)),
      ({ item }) => item,
    );
    for (const row of rows) {
      const agreement = agreementOf(row);
      if (!agreement) continue;
      for (const before of byItem.get(row['id'] as string) ?? []) {
        const after = recount(before, agreement, ctx.now);
        if (after) yield { row, before, after, agreement };
      }
    }
    if (!seen(clocks.length, rows.length)) return;
  }
}

type ClockRow = Parameters<typeof fromRow>[0];

/** The clock under an agreement as it stands now, or null when nothing about it changes. */
export function recount(clock: StoredClock, agreement: Agreement, now: number): StoredClock | null {
  const goal = agreement.goals[clock.kind];
  if (!goal) {
    const event = { type: 'cancel', at: now, reason: 'no-target' } as const;
    const fold = foldClock(clock.fold, event, agreement.calendar, clock.events);
    return { ...clock, fold, events: [...clock.events, event] };
  }
  const event = { type: 'swap', at: now, goal, reason: 'agreement-changed' } as const;
  const fold = foldClock(clock.fold, event, agreement.calendar, clock.events);
  const counted = countUpTo(clock.fold, now, agreement.calendar);
  const recounted = countUpTo(fold, now, agreement.calendar);
  const same =
    fold.due === clock.fold.due && fold.goalMs === clock.fold.goalMs && recounted.elapsed === counted.elapsed;
  if (same && clock.policy === agreement.policy) return null;
  return {
    ...clock,
    policy: agreement.policy,
    calendar: agreement.calendarId,
    fold,
    events: [...clock.events, event],
  };
}
