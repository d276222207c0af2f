import { appendEntries } from '#/capabilities/history/server/append.ts';
import type { Entry } from '#/capabilities/history/server/append.ts';
import { timers } from '#/engines/stopwatch/timers.ts';
import { markBreach } from '#/engines/stopwatch/fold.ts';
import type { Context } from '#/record/server/context.ts';
import { clockEvents } from '#/capabilities/clocks/shared/events.ts';
import { announceClocks } from './announce.ts';
import type { Agreement, ClockRules } from './rules.ts';
import { clockColumns, fromRow, isNoNews, nextAt, upsertClocks, withDeadline } from './stored.ts';
import type { ClockRow, StoredClock } from './stored.ts';

interface Fired {
  clock: StoredClock;
  kind: string;
  percents: number[];
  breached: boolean;
  next: number | null;
}

type DueRow = ClockRow & { record: string };

/**
 * Finds the thresholds and breaches that are due, in one batch: notes them on the clock, in history and in the
 * outbox. A clock that another process holds is left to it. Returns how many clocks it dealt with.
 */
export async function fireClocks(base: Omit<Context, 'tx'>, rules: readonly ClockRules[], most = 500): Promise<number> {
  const byKind = new Map(rules.map((rule) => [rule.kind, rule]));
  return base.db.transaction({ kind: 'staff' }, async (tx) => {
    const ctx: Context = { ...base, tx };
    const rows = await tx.query<DueRow>({
      sql: `select ${clockColumns('c')}, i.kind as record
        from clock c join item i on i.id = c.item
        where c.next_at <= $1 order by c.next_at limit $2 for update of c skip locked`,
      parameters: [new Date(base.now).toISOString(), most],
    });
    const fired: Fired[] = [];
    for (const { record, ...row } of rows) {
      const clock = fromRow(row);
      const policy = await byKind.get(record)?.byPolicy(ctx, clock.policy);
      fired.push(policy ? fireOne(clock, record, policy, base.now) : quiet(clock, record));
    }
    if (fired.length > 0) await writeAll(ctx, fired);
    return fired.length;
  });
}

/** The policy is gone, or it was late before it came here: the clock asks for nobody's attention any more. */
function quiet(clock: StoredClock, kind: string): Fired {
  return { clock, kind, percents: [], breached: false, next: null };
}

type Terms = Pick<Agreement, 'calendar' | 'thresholds'>;

function fireOne(clock: StoredClock, kind: string, policy: Terms, now: number): Fired {
  const percents: number[] = [];
  const fold = markBreach(clock.fold, now);
  let current = { ...clock, fold, missedAt: clock.missedAt ?? fold.breachedAt };
  if (isNoNews(current)) return quiet(current, kind);
  for (;;) {
    const next = timers(current.fold, policy.calendar, withDeadline(policy.thresholds), current.fired);
    if (!next || next.at > now || (next.percent === 100 && now <= next.at)) break;
    percents.push(next.percent);
    current = { ...current, fired: next.percent };
  }
  const breached = fold.breachedAt !== null && clock.fold.breachedAt === null;
  return { clock: current, kind, percents, breached, next: nextAt(current, policy.calendar, policy.thresholds) };
}

async function writeAll(ctx: Context, fired: readonly Fired[]): Promise<void> {
  const at = new Date(ctx.now).toISOString();
  const events = fired.filter(({ percents, breached }) => percents.length > 0 || breached);
  await ctx.tx?.query(upsertClocks(fired.map(({ clock, next }) => ({ clock, next }))));
  if (events.length === 0) return;
  const entries: Entry[] = events.map(({ clock, kind, percents, breached }) => ({
    item: clock.item,
    customer: clock.customer,
    kind,
    action: breached ? 'clock-breached' : 'clock-threshold',
    audience: 'staff',
    at,
    actor: null,
    origin: 'job',
    request: null,
    version: null,
    payload: { clock: clock.kind, percent: percents.at(-1) ?? clock.fired, due: clock.fold.due },
  }));
  const news = events.map(({ clock, kind, percents, breached }) => ({
    item: clock.item,
    customer: clock.customer,
    kind,
    action: breached ? ('clock-breached' as const) : ('clock-threshold' as const),
    announced: percents.map((percent) =>
      clockEvents.say('clock.threshold', { clock: clock.kind, percent, breached, policy: clock.policy }),
    ),
  }));
  await Promise.all([ctx.tx?.query(appendEntries(entries)), ctx.tx?.query(announceClocks(at, news))]);
}
