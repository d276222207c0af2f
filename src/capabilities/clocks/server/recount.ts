import { countUpTo, foldClock } from '#/engines/stopwatch/fold.ts';
import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { withFace } from '#/record/server/context.ts';
import { selection } from '#/record/server/read/columns.ts';
import type { Agreement, ClockRules } from './rules.ts';
import { clockColumns, fromRow } from './stored.ts';
import type { StoredClock } from './stored.ts';

/** A clock whose deadline another agreement, or the same one with other hours, would move. */
export interface MovedClock {
  row: Row;
  before: StoredClock;
  after: StoredClock;
  agreement: Agreement;
}

const size = 500;

/** Some records whose clocks have not ended, with those of their clocks that would move. */
export interface Page {
  moved: MovedClock[];
  /** Every clock of the page's records that has not ended, as it would be. */
  clocks: ReadonlyMap<string, readonly StoredClock[]>;
  records: number;
  /** Id that the next page begins after. */
  last: string;
}

/** The place in front of all records. */
export const beginning = '00000000-0000-0000-0000-000000000000';

/**
 * Counts the clocks of the records behind `last` again from their start, with every pause, under the agreements given.
 * Changes nothing; null where no record is left. With `lock` the records and their clocks stay as they are until the
 * transaction ends, records before clocks, as in every commit.
 */
export async function movedPage(
  ctx: Context,
  tx: Runner,
  rules: ClockRules,
  agreementOf: (row: Row) => Agreement | null,
  last: string,
  lock: boolean,
): Promise<Page | null> {
  const type = ctx.kit.types.get(rules.kind);
  if (!type) return null;
  const rows = await tx.query<Row>({
    sql: `select ${selection(withFace(ctx, 'workspace'), type, 'r')} from ${quote(type.table)} r
      where r.id > $1 and exists (
        select 1 from clock c where c.item = r.id and c.running in ('running', 'paused'))
      order by r.id limit ${size}${lock ? ' for no key update of r' : ''}`,
    parameters: [last],
  });
  const end = rows.at(-1)?.['id'] as string | undefined;
  if (end === undefined) return null;
  const found = await tx.query<ClockRow>({
    sql: `select ${clockColumns} from clock c where c.item = any($1::uuid[])
        and c.running in ('running', 'paused')${lock ? ' order by c.item, c.kind for update' : ''}`,
    parameters: [rows.map((row) => row['id'])],
  });
  const byItem = Map.groupBy(
    found.map((row) => fromRow(row)),
    ({ item }) => item,
  );
  const moved: MovedClock[] = [];
  const clocks = new Map<string, readonly StoredClock[]>();
  for (const row of rows) {
    const agreement = agreementOf(row);
    const id = row['id'] as string;
    const known = byItem.get(id) ?? [];
    const now = known.map((before) => {
      const after = agreement && recount(before, agreement, ctx.now);
      if (after) moved.push({ row, before, after, agreement });
      return after ?? before;
    });
    clocks.set(id, now);
  }
  return { moved, clocks, records: rows.length, last: end };
}

/**
 * Goes through the clocks of a kind of record that have not ended, and yields those that would move under the
 * agreements given. Changes nothing. `seen` is told of each page of records, and ends the walk by answering false.
 */
export async function* movedClocks(
  ctx: Context,
  tx: Runner,
  rules: ClockRules,
  agreementOf: (row: Row) => Agreement | null,
  seen: (clocks: number, records: number) => boolean = () => true,
): AsyncGenerator<MovedClock> {
  let last = beginning;
  for (;;) {
    const page = await movedPage(ctx, tx, rules, agreementOf, last, false);
    if (!page) return;
    yield* page.moved;
    const clocks = [...page.clocks.values()].reduce((sum, some) => sum + some.length, 0);
    if (!seen(clocks, page.records)) return;
    last = page.last;
  }
}

type ClockRow = Parameters<typeof fromRow>[0];

/** The clock under an agreement as it stands now, or null when nothing about it changes. */
export function recount(clock: StoredClock, agreement: Agreement, asOf: number): StoredClock | null {
  // A commit that came between may have moved it at a later instant than the one that counting began at.
  const now = Math.max(asOf, clock.fold.changedAt);
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
