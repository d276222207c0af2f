import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { countUpTo, markBreach } from './fold.ts';
import type { ClockState } from './state.ts';

/**
 * A clock at an instant, in milliseconds of working time unless said otherwise.
 * `left` is below zero once working time has been spent beyond the budget; `actual` is time on the wall.
 */
export type ClockReading = {
  elapsed: number;
  actual: number;
  pausedWorking: number;
  left: number | null;
  due: number | null;
  breachedAt: number | null;
  met: boolean | null;
};

/** Reads a clock at an instant, not before its last event. */
export function readClock(clock: ClockState, calendar: CompiledCalendar, now: number): ClockReading {
  const { elapsed, actual, pausedWorking } = countUpTo(clock, now, calendar);
  const { due, breachedAt, met } = markBreach(clock, now);
  const left = clock.goalMs === null ? null : clock.goalMs - elapsed;
  return { elapsed, actual, pausedWorking, left, due, breachedAt, met };
}

/**
 * The share of the budget that is used, as an exact ratio of milliseconds; null when there is no budget.
 * Percentages are for showing: round `used * 100 / of` there, and decide nothing by it.
 */
export function percentUsed(
  clock: ClockState,
  calendar: CompiledCalendar,
  now: number,
): { used: number; of: number } | null {
  if (clock.goalMs === null) return null;
  return { used: countUpTo(clock, now, calendar).elapsed, of: clock.goalMs };
}

/**
 * The clock that is due first, with its name: what a list sorts a record by. Clocks with no deadline, and those that
 * do not run, take no part. Each clock keeps its own deadline: a closer one never replaces another.
 */
export function firstDueOf<Name extends string>(
  clocks: readonly { name: Name; clock: ClockState }[],
): { name: Name; due: number } | null {
  let first: { name: Name; due: number } | null = null;
  for (const { name, clock } of clocks) {
    if (clock.state !== 'running' || clock.due === null) continue;
    if (first === null || clock.due < first.due) first = { name, due: clock.due };
  }
  return first;
}
