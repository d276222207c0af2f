import type pg from 'pg';
import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { foldClock } from '#/engines/stopwatch/fold.ts';
import type { ClockEvent } from '#/engines/stopwatch/state.ts';
import { clockRules } from '#/app/clocks.ts';
import { nextAt, upsertClocks } from '#/capabilities/clocks/server/stored.ts';
import type { StoredClock } from '#/capabilities/clocks/server/stored.ts';
import type { Agreement } from '#/capabilities/clocks/server/rules.ts';
import type { Context } from '#/record/server/context.ts';
import type { Ground } from './people.ts';

type Terms = Pick<Agreement, 'calendar' | 'thresholds'>;
export interface Calendars {
  urgent: Terms;
  usual: Terms;
}

const goal = { amount: 43_200, unit: 'minutes' as const };

/** The terms of both policies, compiled as the product compiles them. */
export async function compiledCalendarOf(ctx: Context, { policies }: Ground): Promise<Calendars> {
  const rules = clockRules.find(({ kind }) => kind === 'incident');
  const [urgent, usual] = await Promise.all([policies.urgent, policies.usual].map((id) => rules?.byPolicy(ctx, id)));
  if (!urgent || !usual) throw new Error('the policies are not there');
  return { urgent, usual };
}

interface Open {
  id: string;
  customer: number;
  priority: number;
  state: string;
  opened_at: Date;
}

/** Gives every open ticket its response and resolution clock, by the product's own fold. */
export async function openClocks(ctx: Context, owner: pg.Client, ground: Ground, terms: Calendars): Promise<void> {
  const { rows } = await owner.query<Open>(
    `select id, customer, priority, state, opened_at from incident where state not in ('closed', 'cancelled')`,
  );
  for (let from = 0; from < rows.length; from += 1000) {
    const clocks = rows.slice(from, from + 1000).flatMap((row) => clocksOf(row, ground, terms));
    await ctx.db.transaction({ kind: 'staff' }, (tx) => tx.query(upsertClocks(clocks)));
  }
}

function clocksOf(row: Open, ground: Ground, terms: Calendars): { clock: StoredClock; next: number | null }[] {
  const urgent = row.priority === 1;
  const { calendar, thresholds } = urgent ? terms.urgent : terms.usual;
  const at = new Date(row.opened_at).getTime();
  return (['response', 'resolution'] as const).map((kind) => {
    const answered = kind === 'response' && row.state !== 'new' && row.state !== 'assigned';
    const events: ClockEvent[] = [{ type: 'start', at, goal, reason: 'create' }];
    if (answered) events.push({ type: 'stop', at: at + 1_200_000, reason: 'reply' });
    const clock: StoredClock = {
      item: row.id,
      kind,
      customer: row.customer,
      policy: urgent ? ground.policies.urgent : ground.policies.usual,
      calendar: urgent ? ground.calendars.always : ground.calendars.hours,
      fold: folded(events, calendar),
      events,
      fired: 0,
      missedAt: null,
      computedOnImport: false,
      noNewsBefore: null,
    };
    // What an agent is long late with has been told of already.
    const next = nextAt(clock, calendar, thresholds);
    if (next !== null && next <= Date.now() + 3_600_000) return { clock: { ...clock, fired: 90 }, next: null };
    return { clock, next };
  });
}

function folded(events: readonly ClockEvent[], calendar: CompiledCalendar) {
  const [first, ...rest] = events;
  if (!first) throw new Error('a clock begins with an event');
  return rest.reduce((state, event) => foldClock(state, event, calendar), foldClock(null, first, calendar));
}
