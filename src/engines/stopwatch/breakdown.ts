import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { workingTime } from '#/engines/calendar/working-time.ts';
import { lastLap } from './phases.ts';
import type { ClockEvent } from './state.ts';

/** Who held a record (a group, a person) from an instant on; null for nobody. */
export type Holding = { from: number; holder: string | null };

/** The working milliseconds that a clock counted while somebody held the record. */
export type HolderShare = { holder: string | null; counted: number };

/**
 * The elapsed time of a clock at an instant, parted by who held the record; in the order in which they first did.
 * Holdings come in order; before the first one nobody holds it. The shares add up to the elapsed time exactly, so
 * `counted` over the clock's `goalMs` is the share of the budget that a holder consumed.
 */
export function breakdownClock(
  events: readonly ClockEvent[],
  calendar: CompiledCalendar,
  holdings: readonly Holding[],
  now: number,
): HolderShare[] {
  const shares = new Map<string | null, number>();
  const stretches = [{ from: -Infinity, holder: null }, ...holdings];
  for (const phase of lastLap(events).phases) {
    if (phase.kind !== 'running') continue;
    for (const [index, { from, holder }] of stretches.entries()) {
      const start = Math.max(phase.from, from);
      const end = Math.min(phase.to ?? now, stretches[index + 1]?.from ?? Infinity);
      if (start < end) shares.set(holder, (shares.get(holder) ?? 0) + workingTime(calendar, start, end));
    }
  }
  return [...shares].map(([holder, counted]) => ({ holder, counted }));
}
