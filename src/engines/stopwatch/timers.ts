import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { addWorkingTime } from '#/engines/calendar/working-time.ts';
import type { ClockState } from './state.ts';

/**
 * A point of a clock's budget at which something is to happen.
 * - `percent`: of the working time of the budget; 100 is the deadline. With `every`, again each so many percent on.
 * - `offset`: working milliseconds from the deadline, below zero before it.
 */
export type Threshold = { percent: number; every?: number } | { offset: number };

/** The next threshold: when, which one, and its place in percent of the budget (to hand back as `fired`). */
export type Timer = { at: number; threshold: Threshold; percent: number };

function pointsAfter(threshold: Threshold, goalMs: number, fired: number): number {
  if ('offset' in threshold) return 100 + (threshold.offset * 100) / goalMs;
  const { percent, every } = threshold;
  if (every === undefined || percent > fired) return percent;
  if (!(every > 0)) throw new RangeError(`Every ${every} percent is not a step.`);
  return percent + every * (Math.floor((fired - percent) / every) + 1);
}

/**
 * The next threshold of a running clock after the last one that fired, or null when there is none, when the clock
 * does not run, or when the calendar never gets there.
 *
 * `fired` is the percentage of the last one that fired since the clock began, 0 when none did. A threshold that has
 * been passed already comes back with the instant of the clock's last event, lowest first. A budget of no working
 * time has only its deadline.
 */
export function timers(
  clock: ClockState,
  calendar: CompiledCalendar,
  thresholds: readonly Threshold[],
  fired = 0,
): Timer | null {
  const { goalMs, due } = clock;
  if (clock.state !== 'running' || goalMs === null || due === null) return null;
  let next: { threshold: Threshold; percent: number } | null = null;
  for (const threshold of thresholds) {
    const percent = pointsAfter(threshold, goalMs, fired);
    if (percent > fired && (next === null || percent < next.percent)) next = { threshold, percent };
  }
  if (next === null) return null;
  if (next.percent === 100) return { ...next, at: due };
  const needed = 'offset' in next.threshold ? goalMs + next.threshold.offset : Math.ceil((goalMs * next.percent) / 100);
  const at = addWorkingTime(calendar, clock.changedAt, Math.max(0, needed - clock.elapsed));
  return at === null ? null : { ...next, at };
}
