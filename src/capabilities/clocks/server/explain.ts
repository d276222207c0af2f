import { notFound } from '#/base/refusal.ts';
import { explainClock } from '#/engines/stopwatch/explain.ts';
import type { ClockSpan } from '#/engines/stopwatch/explain.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import type { Context } from '#/record/server/context.ts';
import type { CalendarOf, ClockFacts } from './read-clocks.ts';
import { promised, storedClocks } from './read-clocks.ts';

/** Why a clock shows what it shows: spans without gaps, of which the counted ones add up to `elapsed` (SLM-11). */
export interface Explanation {
  kind: ClockFacts['kind'];
  /** Instants ISO 8601; `working` in milliseconds. */
  spans: (Omit<ClockSpan, 'from' | 'to'> & { from: string; to: string })[];
  elapsed: number;
  budget: number | null;
  breachedAt: string | null;
}

/** Explains one clock of a record that the actor may see; on the portal only those that were promised to the user. */
export async function explain(
  ctx: Context,
  id: string | undefined,
  kind: string | undefined,
  calendarOf: CalendarOf,
): Promise<Explanation> {
  const item = await findItem(ctx, id);
  const clock = (await storedClocks(ctx, item.id)).find((candidate) => candidate.kind === kind);
  if (!clock || (ctx.face === 'portal' && !promised.has(clock.kind))) throw notFound();
  const calendar = await calendarOf(ctx, clock.calendar);
  if (!calendar) throw notFound();
  const now = Math.max(ctx.now, clock.fold.changedAt);
  const { spans, elapsed, breachedAt } = explainClock(clock.events, calendar, undefined, now);
  return {
    kind: clock.kind,
    spans: spans.map(({ from, to, ...span }) => ({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      ...span,
    })),
    elapsed,
    budget: clock.fold.goalMs,
    breachedAt: breachedAt === null ? null : new Date(breachedAt).toISOString(),
  };
}
