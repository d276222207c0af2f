import { rowsOf } from '#/platform/database/build.ts';
import type { Statement } from '#/platform/database/build.ts';
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
  computedOnImport: boolean;
  /** Being late up to here is no news: the switch-over of the import that brought it. Epoch milliseconds. */
  noNewsBefore: number | null;
}

interface ClockRow extends Omit<StoredClock, 'computedOnImport' | 'noNewsBefore'> {
  computed_on_import: boolean;
  no_news_before: string | null;
}

/** What {@link fromRow} needs of the table `clock`, called `c`. */
export const clockColumns = `c.item, c.kind, c.customer, c.policy, c.calendar, c.fold, c.events, c.fired,
  c.computed_on_import, c.no_news_before`;

/** The statement that reads a record's clocks. */
export function selectClocks(item: string): Statement<ClockRow> {
  return {
    sql: `select ${clockColumns} from clock c where c.item = $1`,
    parameters: [item],
  };
}

/** A row as a stored clock. */
export function fromRow({ computed_on_import, no_news_before, ...row }: ClockRow): StoredClock {
  return {
    ...row,
    computedOnImport: computed_on_import,
    noNewsBefore: no_news_before === null ? null : Date.parse(no_news_before),
  };
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

/** Whether a clock was late before it came here, which is told to nobody. */
export function isNoNews({ fold, noNewsBefore }: StoredClock): boolean {
  return noNewsBefore !== null && fold.breachedAt !== null && fold.breachedAt <= noNewsBefore;
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
  computed_on_import: 'boolean',
  no_news_before: 'timestamptz',
};

/** The statement that writes clocks, new or changed. `next` gives each its `next_at`. */
export function upsertClocks(clocks: readonly { clock: StoredClock; next: number | null }[]): Statement<unknown> {
  const rows = clocks.map(({ clock, next }) => {
    const { item, kind, customer, policy, calendar, fold, events, fired, computedOnImport, noNewsBefore } = clock;
    const { goal, state, due, breachedAt, stoppedAt, met } = fold;
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
      met,
      JSON.stringify(fold),
      JSON.stringify(events),
      Math.min(fired, 1_000_000),
      iso(next),
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
        next_at = excluded.next_at, no_news_before = excluded.no_news_before`,
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
