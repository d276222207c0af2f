import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { workingTime } from '#/engines/calendar/working-time.ts';
import { dueAfterPauses, resolveGoal } from './goal.ts';
import { type Phase, lastLap } from './phases.ts';
import { type ClockEvent, type ClockMode, type ClockState, type Goal, verdict } from './state.ts';

type Totals = Record<ClockMode, { working: number; wall: number }>;

function total(phases: readonly Phase[], calendar: CompiledCalendar): Totals {
  const zero = () => ({ working: 0, wall: 0 });
  const totals: Totals = { running: zero(), paused: zero(), stopped: zero(), cancelled: zero() };
  for (const { kind, from, to } of phases) {
    if (to === null) continue;
    totals[kind].working += workingTime(calendar, from, to);
    totals[kind].wall += to - from;
  }
  return totals;
}

/**
 * A clock worked out from its whole history, under the calendar that is in force now.
 *
 * The same as folding the events one by one: that is a law, and tested. `goal` replaces the goals named in the
 * events, to see what another goal would have made of the same history.
 * Throws a RangeError when events are out of order or do not begin with `start`.
 */
export function replayClock(events: readonly ClockEvent[], calendar: CompiledCalendar, goal?: Goal): ClockState {
  const lap = lastLap(events);
  const { startedAt, phases } = lap;
  const aim = goal ?? lap.goal;
  const { firstDue, goalMs } = resolveGoal(calendar, aim, startedAt);
  let due: number | null = null;
  let breachedAt: number | null = null;
  for (const [index, phase] of phases.entries()) {
    const resting = phase.kind === 'paused' || phase.kind === 'cancelled';
    // Stopping a clock that runs leaves its deadline; any other phase has the one that its pauses make.
    const ran = phases[index - 1]?.kind === 'running';
    if (resting) due = null;
    else if (!ran) {
      const before = total(phases.slice(0, index), calendar);
      const uncounted = before.paused.working + before.stopped.working;
      due = breachedAt ?? dueAfterPauses(calendar, firstDue, uncounted, phase.from);
    }
    const late = phase.kind === 'running' && phase.to !== null && due !== null && phase.to > due;
    if (late) breachedAt ??= due;
  }
  const totals = total(phases, calendar);
  const last = phases.at(-1);
  const state = last?.kind ?? 'running';
  return {
    state,
    goal: aim,
    startedAt,
    changedAt: last?.from ?? startedAt,
    elapsed: totals.running.working,
    actual: totals.running.wall,
    pausedWorking: totals.paused.working,
    stoppedWorking: totals.stopped.working,
    goalMs,
    firstDue,
    due,
    breachedAt,
    stoppedAt: state === 'stopped' ? (last?.from ?? null) : null,
    met: verdict(state, breachedAt),
  };
}
