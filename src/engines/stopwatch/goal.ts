import { HOUR, MINUTE } from '#/base/time.ts';
import { addBusinessDays, endOfWorkingDay } from '#/engines/calendar/business-days.ts';
import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { addWorkingTime, workingTime } from '#/engines/calendar/working-time.ts';
import type { Goal } from './state.ts';

/** What a goal comes to from a start: its deadline without pauses, and its budget of working time. */
export type GoalTerms = { firstDue: number | null; goalMs: number | null };

/**
 * Resolves a goal at a clock's start.
 *
 * A goal in days becomes an instant first, and its budget is the working time up to there. Pauses then move the
 * deadline by the working time they took, counted on from that instant (`dueAfterPauses`), so that pausing for no
 * working time leaves a deadline at an opening where it is. Throws a RangeError for an amount that makes no sense.
 */
export function resolveGoal(calendar: CompiledCalendar, goal: Goal, start: number): GoalTerms {
  if (goal.unit === 'minutes' || goal.unit === 'hours') {
    const goalMs = Math.round(goal.amount * (goal.unit === 'hours' ? HOUR : MINUTE));
    if (!(goalMs > 0)) throw new RangeError(`${goal.amount} ${goal.unit} is not a goal.`);
    return { firstDue: addWorkingTime(calendar, start, goalMs), goalMs };
  }
  const reach = goal.unit === 'business-days' ? addBusinessDays : endOfWorkingDay;
  const firstDue = reach(calendar, start, goal.amount);
  return { firstDue, goalMs: firstDue === null ? null : workingTime(calendar, start, firstDue) };
}

/**
 * The deadline of a clock that runs from `from` on, after working time that did not count (`uncounted`).
 * Never before `from`: a clock paused at its very deadline was not late then.
 */
export function dueAfterPauses(
  calendar: CompiledCalendar,
  firstDue: number | null,
  uncounted: number,
  from: number,
): number | null {
  if (firstDue === null) return null;
  const due = addWorkingTime(calendar, firstDue, uncounted);
  return due === null ? null : Math.max(from, due);
}
