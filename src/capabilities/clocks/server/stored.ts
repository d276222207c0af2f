import { rowsOf } from '#/platform/database/build.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { timers } from '#/engines/stopwatch/timers.ts';
import type { Threshold } from '#/engines/stopwatch/timers.ts';
import type { ClockEvent, ClockState } from '#/engines/stopwatch/state.ts';
import type { ClockKind } from '#/capabilities/clocks/shared/answers.ts';

/** A clock as stored: the fold whole, and what lists and timers need in columns of their own. */
export interface StoredClock {
  item: string;
  kind: ClockKind;
  customer: number | null;
  policy: string;
  calendar: string;
  fold: ClockState;
  events: ClockEvent[];
  /** Percentage of the last threshold that fired since the clock began. */
  fired: number;
  /** The first deadline that it missed: it stays, whatever becomes of the clock. */
  missedAt: number | null;
  computedOnImport: boolean;
  /** Being late up to here is no news: the switch-over of the import that brought it. Epoch milliseconds. */
  noNewsBefore: number | null;
}

/** A clock as it is read, by {@link clockColumns}. */
export interface ClockRow extends Omit<StoredClock, 'computedOnImport' | 'missedAt' | 'noNewsBefore'> {
  missed_at: string | null;
  computed_on_import: boolean;
  no_news_before: string | null;
}

/** The select list of a clock. */
export const clockColumns = (alias: string): string =>
  ['item', 'kind', 'customer', 'policy', 'calendar', 'fold', 'events', 'fired', 'missed_at', 'computed_on_import', 'no_news_before']
    .map((column) => `${alias}.${column}`)
    .join(', '); // prettier-ignore

/** The statement that reads a record's clocks. */
export function selectClocks(item: string): Statement<ClockRow> {
  return { sql: `select ${clockColumns('c')} from clock c where c.item = $1`, parameters: [item] };
}

/** A record's clocks. */
export async function clocksOf(tx: Runner, item: string): Promise<StoredClock[]> {
  return (await tx.query(selectClocks(item))).map((row) => fromRow(row));
}

/** The clocks of many records, by id; locked until the transaction ends, if that is asked for. */
export async function clocksOfMany(
  tx: Runner,
  items: readonly unknown[],
  lock: boolean,
): Promise<ReadonlyMap<string, StoredClock[]>> {
  const rows = await tx.query<ClockRow>({
    sql: `select ${clockColumns('c')} from clock c where c.item = any($1::uuid[])${lock ? ' order by item, kind for update' : ''}`,
    parameters: [items],
  });
  return Map.groupBy(
    rows.map((row) => fromRow(row)),
    ({ item }) => item,
  );
}

/** A row as a stored clock. */
export function fromRow({ computed_on_import, missed_at, no_news_before, ...row }: ClockRow): StoredClock {
  const missedAt = missed_at === null ? row.fold.breachedAt : Date.parse(missed_at);
  const noNewsBefore = no_news_before === null ? null : Date.parse(no_news_before);
  return { ...row, missedAt, computedOnImport: computed_on_import, noNewsBefore };
}

/** Whether the promise was kept: false from a miss on, for good; null while nothing is decided. */
export function verdictOf({ fold, missedAt }: Pick<StoredClock, 'fold' | 'missedAt'>): boolean | null {
  return missedAt === null ? fold.met : false;
}

/** Whether a clock was late before it came here, which is told to nobody. */
export function isNoNews({ fold, noNewsBefore }: StoredClock): boolean {
  return noNewsBefore !== null && fold.breachedAt !== null && fold.breachedAt <= noNewsBefore;
}

/**
 * When a clock next needs somebody's attention: its next threshold, or the first instant after its deadline. What was
 * late before it came here asks for nobody's, not even by a threshold that repeats, until something new happens to it.
 */
export function nextAt(
  clock: StoredClock,
  calendar: CompiledCalendar,
  thresholds: readonly Threshold[],
): number | null {
  if (isNoNews(clock)) return null;
  const next = timers(clock.fold, calendar, withDeadline(thresholds), clock.fired);
  if (!next) return null;
  // At the deadline itself the goal can still be met, so that the breach is found one millisecond later.
  return next.percent === 100 ? next.at + 1 : next.at;
}

/** The deadline is always watched, whether or not anybody is to be told. */
export function withDeadline(thresholds: readonly Threshold[]): readonly Threshold[] {
  const watched = thresholds.some((threshold) => 'percent' in threshold && threshold.percent === 100);
  return watched ? thresholds : [...thresholds, { percent: 100 }];
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

const columns = {
  item: 'uuid',
  kind: 'text',
  customer: 'int',
  policy: 'uuid',
  calendar: 'uuid',
  target_amount: 'int',
  target_unit: 'text',
  running: 'text',
  due_at: 'timestamptz',
  breached_at: 'timestamptz',
  stopped_at: 'timestamptz',
  met: 'boolean',
  fold: 'jsonb',
  events: 'jsonb',
  fired: 'int',
  next_at: 'timestamptz',
  missed_at: 'timestamptz',
  computed_on_import: 'boolean',
  no_news_before: 'timestamptz',
};

/** The statement that writes clocks, new or changed. `next` gives each its `next_at`. */
export function upsertClocks(clocks: readonly { clock: StoredClock; next: number | null }[]): Statement<unknown> {
  const rows = clocks.map(({ clock, next }) => {
    const { item, kind, customer, policy, calendar, fold, events, fired, missedAt, computedOnImport, noNewsBefore } =
      clock;
    const { goal, state, due, breachedAt, stoppedAt } = fold;
    return [
      item,
      kind,
      customer,
      policy,
      calendar,
      goal.amount,
      goal.unit,
      state,
      iso(due),
      iso(breachedAt),
      iso(stoppedAt),
      verdictOf(clock),
      JSON.stringify(fold),
      JSON.stringify(events),
      Math.min(fired, 1_000_000),
      iso(next),
      iso(missedAt),
      computedOnImport,
      iso(noNewsBefore),
    ];
  });
  const { sql, parameters } = rowsOf(columns, rows);
  return {
    into: 'clock',
    sql: `insert into clock (${Object.keys(columns).join(', ')}) select * from ${sql}
      on conflict (item, kind) do update set policy = excluded.policy, calendar = excluded.calendar,
        target_amount = excluded.target_amount, target_unit = excluded.target_unit, running = excluded.running,
        due_at = excluded.due_at, breached_at = excluded.breached_at, stopped_at = excluded.stopped_at,
        met = excluded.met, fold = excluded.fold, events = excluded.events, fired = excluded.fired,
        next_at = excluded.next_at, missed_at = excluded.missed_at,
        no_news_before = excluded.no_news_before`,
    parameters,
  };
}

/** The earliest deadline of the clocks that run, in ISO 8601. */
export function nextDeadline(clocks: readonly StoredClock[]): string | null {
  let first: number | null = null;
  for (const { fold } of clocks) {
    if (fold.state !== 'running' || fold.due === null) continue;
    if (first === null || fold.due < first) first = fold.due;
  }
  return iso(first);
}
