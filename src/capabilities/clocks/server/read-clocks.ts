import { markBreach } from '#/engines/stopwatch/fold.ts';
import { readClock } from '#/engines/stopwatch/read.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { ClockFacts, ClockKind, PromisedBy } from '#/capabilities/clocks/shared/answers.ts';
import type { CalendarOf } from './rules.ts';
import { fromRow, selectClocks } from './stored.ts';
import type { StoredClock } from './stored.ts';

/** The clocks that the portal speaks of. */
export const promised: ReadonlySet<string> = new Set<ClockKind>(['response', 'resolution']);

const order: readonly ClockKind[] = ['response', 'update', 'resolution'];
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** The stored clocks of a record, in a fixed order. */
export async function storedClocks(ctx: Context, item: string): Promise<StoredClock[]> {
  const rows = await runRead(ctx, selectClocks(item));
  const clocks = rows.map((row) => fromRow(row));
  return clocks.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** A record's clocks as of now, read from their stored folds. The record's visibility is asked before. */
export async function readClocks(ctx: Context, item: string, calendarOf: CalendarOf): Promise<ClockFacts[]> {
  const clocks = await storedClocks(ctx, item);
  const names = await lookUpNames(
    ctx,
    clocks.flatMap(({ policy, calendar }) => [policy, calendar]),
  );
  const named = (id: string) => ({ id, name: names[id]?.title ?? null });
  return Promise.all(
    clocks.map(async (clock) => {
      const { kind, fold, policy, calendar, missedAt, computedOnImport } = clock;
      const compiled = await calendarOf(ctx, calendar);
      const reading = compiled ? readClock(fold, compiled, Math.max(ctx.now, fold.changedAt)) : fold;
      return {
        kind,
        state: fold.state,
        target: fold.goal,
        due: iso(reading.due),
        startedAt: new Date(fold.startedAt).toISOString(),
        stoppedAt: iso(fold.stoppedAt),
        elapsed: reading.elapsed,
        actual: reading.actual,
        budget: fold.goalMs,
        percent: fold.goalMs ? Math.floor((reading.elapsed * 100) / fold.goalMs) : null,
        breachedAt: iso(missedAt ?? reading.breachedAt),
        met: missedAt === null ? reading.met : false,
        policy: named(policy),
        calendar: named(calendar),
        computedOnImport,
      };
    }),
  );
}

/** What was promised to the customer. A clock that was cancelled promises nothing. */
export async function readPromises(ctx: Context, item: string): Promise<PromisedBy[]> {
  const clocks = await storedClocks(ctx, item);
  return clocks
    .filter(({ kind, fold }) => promised.has(kind) && fold.state !== 'cancelled')
    .map((clock) => promiseOf(clock, ctx.now));
}

/** One clock in a customer's terms. */
export function promiseOf(
  { kind, fold, missedAt }: Pick<StoredClock, 'kind' | 'fold' | 'missedAt'>,
  now: number,
): PromisedBy {
  const states = { running: 'running', paused: 'waiting', stopped: 'done', cancelled: 'done' } as const;
  return {
    kind: kind as PromisedBy['kind'],
    state: states[fold.state],
    due: iso(fold.due),
    met: missedAt === null ? markBreach(fold, now).met : false,
  };
}
