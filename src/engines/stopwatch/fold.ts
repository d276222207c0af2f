import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { workingTime } from '#/engines/calendar/working-time.ts';
import { dueAfterPauses, resolveGoal } from './goal.ts';
import { leadsTo } from './phases.ts';
import { replayClock } from './replay.ts';
import { type ClockEvent, type ClockMode, type ClockState, type Goal, verdict } from './state.ts';

/** A clock that begins at an instant. */
function begin(goal: Goal, at: number, calendar: CompiledCalendar): ClockState {
  const { firstDue, goalMs } = resolveGoal(calendar, goal, at);
  return {
    state: 'running',
    goal,
    startedAt: at,
    changedAt: at,
    elapsed: 0,
    actual: 0,
    pausedWorking: 0,
    stoppedWorking: 0,
    goalMs,
    firstDue,
    due: firstDue,
    breachedAt: null,
    stoppedAt: null,
    met: null,
  };
}

/**
 * Notes the breach of a clock that still runs after its deadline; any other clock comes back as it is.
 * By the instant, never by a rounded percentage: at the deadline itself the goal can still be met.
 */
export function markBreach(clock: ClockState, now: number): ClockState {
  if (clock.state !== 'running' || clock.breachedAt !== null) return clock;
  if (clock.due === null || now <= clock.due) return clock;
  return { ...clock, breachedAt: clock.due, met: false };
}

/** The clock with everything counted up to an instant, in the state it was in. */
export function countUpTo(clock: ClockState, at: number, calendar: CompiledCalendar): ClockState {
  if (!(at >= clock.changedAt)) throw new RangeError(`${at} is before the clock's last event, ${clock.changedAt}.`);
  const worked = workingTime(calendar, clock.changedAt, at);
  switch (clock.state) {
    case 'running':
      return {
        ...markBreach(clock, at),
        changedAt: at,
        elapsed: clock.elapsed + worked,
        actual: clock.actual + at - clock.changedAt,
      };
    case 'paused':
      return { ...clock, changedAt: at, pausedWorking: clock.pausedWorking + worked };
    case 'stopped':
      return { ...clock, changedAt: at, stoppedWorking: clock.stoppedWorking + worked };
    case 'cancelled':
      return { ...clock, changedAt: at };
  }
}

function turn(clock: ClockState, state: ClockMode, at: number, calendar: CompiledCalendar): ClockState {
  const counted = countUpTo(clock, at, calendar);
  let due = clock.due;
  if (state === 'paused' || state === 'cancelled') due = null;
  else if (clock.state !== 'running') {
    const uncounted = counted.pausedWorking + counted.stoppedWorking;
    due = counted.breachedAt ?? dueAfterPauses(calendar, counted.firstDue, uncounted, at);
  }
  const stoppedAt = state === 'stopped' ? at : null;
  return { ...counted, state, due, stoppedAt, met: verdict(state, counted.breachedAt) };
}

/**
 * The clock after one more event; `calendar` is the one in force from that event on.
 *
 * Events come in order. A clock begins with `start`. A `swap` is counted again from the start, so it needs `history`:
 * every event before it. Throws a RangeError for an event before the last change, for anything but `start` without a
 * clock, and for a swap without its history.
 */
export function foldClock(
  clock: ClockState | null,
  event: ClockEvent,
  calendar: CompiledCalendar,
  history?: readonly ClockEvent[],
): ClockState {
  if (clock === null) {
    if (event.type !== 'start') throw new RangeError(`A clock begins with a start, not with ${event.type}.`);
    return begin(event.goal, event.at, calendar);
  }
  if (!(event.at >= clock.changedAt)) {
    throw new RangeError(`${event.at} is before the clock's last event, ${clock.changedAt}.`);
  }
  if (event.type === 'swap') {
    if (history === undefined) throw new RangeError('A swap is counted from the history before it.');
    return replayClock([...history, event], calendar);
  }
  const next = leadsTo[clock.state][event.type];
  if (next === undefined) return clock;
  if (event.type === 'start') return begin(event.goal, event.at, calendar);
  if (event.type === 'reset') return begin(clock.goal, event.at, calendar);
  return turn(clock, next, event.at, calendar);
}
