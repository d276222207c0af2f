import { notFound } from '#/base/refusal.ts';
import { explainClock } from '#/engines/stopwatch/explain.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import type { Context } from '#/record/server/context.ts';
import type { Explanation } from '#/capabilities/clocks/shared/answers.ts';
import { promised, storedClocks } from './read-clocks.ts';
import type { CalendarOf } from './rules.ts';

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
  const { spans, elapsed, breachedAt: late } = explainClock(clock.events, calendar, undefined, now);
  const breachedAt = clock.missedAt ?? late;
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
