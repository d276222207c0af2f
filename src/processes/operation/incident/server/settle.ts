import { addBusinessDays } from '#/engines/calendar/business-days.ts';
import { agreementFor } from '#/processes/design/service-level/server/api.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import { dropTimers, setTimer } from '#/record/server/timers.ts';

/** Business days from resolution until a case closes by itself. */
export const closeAfterDays = 5;

const dayMs = 86_400_000;

/** So many business days on from an instant (now, unless it is said), by the calendar that the case's clocks run under; plain days where it has none. */
export async function businessDaysOn(commit: Commit, days: number, from = commit.ctx.now): Promise<number> {
  const { ctx, after } = commit;
  const agreement = await agreementFor(ctx, 'incident', after);
  const due = agreement && addBusinessDays(agreement.calendar, from, days);
  return due ?? from + days * dayMs;
}

/** A resolved case closes by itself once so many business days have passed from now on, not sooner. */
export async function closeLater(commit: Commit): Promise<void> {
  dropTimers(commit, ['incident.close']);
  setTimer(commit, 'incident.close', await businessDaysOn(commit, closeAfterDays));
}

/** What follows from a change of state, whichever step made it: moments, waits and timers begin and end here. */
export async function settle(commit: Commit): Promise<void> {
  const { before, after, ctx } = commit;
  const from = before?.['state'];
  const to = after['state'];
  if (from === to) return;
  const now = new Date(ctx.now).toISOString();
  if (from === 'pending') {
    set(commit, 'pendingReason', null);
    set(commit, 'pendingUntil', null);
    set(commit, 'pendingAsked', false);
    dropTimers(commit, ['incident.remind', 'incident.wake']);
  }
  if (from === 'resolved') dropTimers(commit, ['incident.close']);
  if (to === 'resolved') {
    set(commit, 'resolvedAt', now);
    await closeLater(commit);
  }
  if (to === 'closed' || to === 'cancelled') set(commit, 'closedAt', now);
}
