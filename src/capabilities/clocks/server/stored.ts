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
}

interface ClockRow extends Omit<StoredClock, 'computedOnImport'> {
  computed_on_import: boolean;
}

/** The statement that reads a record's clocks. */
export function selectClocks(item: string): Statement<ClockRow> {
  return {
    sql: `select item, kind, customer, policy, calendar, fold, events, fired, computed_on_import
      from clock where item = $1`,
    parameters: [item],
  };
}

/** A row as a stored clock. */
export function fromRow({ computed_on_import, ...row }: ClockRow): StoredClock {
  return { ...row, computedOnImport: computed_on_import };
}

/** When a clock next needs somebody's attention: its next threshold, or the first instant after its deadline. */
export function nextAt(
  clock: StoredClock,
  calendar: CompiledCalendar,
  thresholds: readonly Threshold[],
): number | null {
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
  computed_on_import: 'boolean',
};

/** The statement that writes clocks, new or changed. `next` gives each its `next_at`. */
export function upsertClocks(clocks: readonly { clock: StoredClock; next: number | null }[]): Statement<unknown> {
  const rows = clocks.map(({ clock, next }) => {
    const { item, kind, customer, policy, calendar, fold, events, fired, computedOnImport } = clock;
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
        next_at = excluded.next_at`,
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
