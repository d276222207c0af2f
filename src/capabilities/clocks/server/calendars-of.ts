import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import type { Context } from '#/record/server/context.ts';
import type { ClockRules } from './rules.ts';
import type { StoredClock } from './stored.ts';

/** The calendars that clocks which have not ended run under, by id; null for one that is gone or broken. */
export async function calendarsOf(
  ctx: Context,
  rules: Pick<ClockRules, 'calendarOf'>,
  clocks: readonly StoredClock[],
): Promise<ReadonlyMap<string, CompiledCalendar | null>> {
  const going = clocks.filter(({ fold }) => fold.state === 'running' || fold.state === 'paused');
  const ids = [...new Set(going.map(({ calendar }) => calendar))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await rules.calendarOf(ctx, id)] as const)));
}
