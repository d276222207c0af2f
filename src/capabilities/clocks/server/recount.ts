import { countUpTo, foldClock, markBreach } from '#/engines/stopwatch/fold.ts';
import type { Goal } from '#/engines/stopwatch/state.ts';
import type { Agreement } from './rules.ts';
import type { StoredClock } from './stored.ts';

/**
 * A clock counted again from its start under an agreement as it stands now, or null when nothing about it changes. What
 * it missed only by the old terms of that same policy it has not missed: somebody set them right.
 */
export function underTerms(clock: StoredClock, agreement: Agreement, goal: Goal, now: number): StoredClock | null {
  const event = { type: 'swap', at: now, goal, reason: 'agreement-changed' } as const;
  const swapped = foldClock(clock.fold, event, agreement.calendar, clock.events);
  const fold = clock.fold.breachedAt === null ? swapped : markBreach(swapped, now);
  const counted = countUpTo(clock.fold, now, agreement.calendar);
  const recounted = countUpTo(fold, now, agreement.calendar);
  const own = clock.policy === agreement.policy;
  const same =
    fold.due === clock.fold.due && fold.goalMs === clock.fold.goalMs && recounted.elapsed === counted.elapsed;
  if (same && own) return null;
  const corrected = own && clock.missedAt !== null && clock.missedAt === clock.fold.breachedAt;
  return {
    ...clock,
    policy: agreement.policy,
    calendar: agreement.calendarId,
    fold,
    events: [...clock.events, event],
    missedAt: corrected ? fold.breachedAt : clock.missedAt,
  };
}
