import type { CalendarHistory } from '#/engines/calendar/spec.ts';
import type { ClockEvent, Goal } from '#/engines/stopwatch/state.ts';
import { type OpenMinute, openMinutes } from './oracle-calendar.ts';
import { closingLater, count, daysLater, walk } from './oracle-days.ts';

/** A clock as the oracle sees it, in minutes. Null stands for "none", and for what is out of its sight. */
export type Seen = {
  state: string;
  changedAt: number;
  elapsed: number;
  actual: number;
  paused: number;
  stopped: number;
  budget: number | null;
  due: number | null;
  breachedAt: number | null;
};

type Run = { goal: Goal; start: number; from: number; changedAt: number };

const minuteOf = (event: ClockEvent) => event.at / 60_000;

function next(state: string, type: string): string {
  const moves: Record<string, string> = {
    'none start': 'running',
    'stopped start': 'running',
    'cancelled start': 'running',
    'running pause': 'paused',
    'paused resume': 'running',
    'running stop': 'stopped',
    'paused stop': 'stopped',
    'stopped reopen': 'running',
    'running cancel': 'cancelled',
    'paused cancel': 'cancelled',
    'stopped cancel': 'cancelled',
  };
  return moves[`${state} ${type}`] ?? state;
}

/** Where the last run of the clock begins, with the goal it has in the end. */
function lastRun(events: readonly ClockEvent[]): Run {
  let state = 'none';
  let run: Run | null = null;
  for (const [index, event] of events.entries()) {
    const begins = event.type === 'start' && ['none', 'stopped', 'cancelled'].includes(state);
    const again = event.type === 'reset' && ['running', 'paused', 'stopped'].includes(state);
    const minute = minuteOf(event);
    if (begins && event.type === 'start') run = { goal: event.goal, start: minute, from: index, changedAt: minute };
    if (run === null) throw new RangeError('Never started.');
    if (again) run = { goal: run.goal, start: minute, from: index, changedAt: minute };
    if (event.type === 'swap') run.goal = event.goal;
    const following: string = again ? 'running' : next(state, event.type);
    if (following !== state) run.changedAt = minute;
    state = following;
  }
  if (run === null) throw new RangeError('Never started.');
  return run;
}

function target(history: CalendarHistory, open: OpenMinute, goal: Goal, start: number): number | null {
  if (goal.unit === 'business-days') return daysLater(history, open, start, goal.amount);
  return closingLater(history, open, start, goal.amount);
}

/** Runs a clock minute by minute up to `until`, or with `until` null to its last change. */
export function observe(history: CalendarHistory, events: readonly ClockEvent[], until: number | null): Seen {
  const open = openMinutes(history);
  const run = lastRun(events);
  const { goal, start } = run;
  const inDays = goal.unit === 'business-days' || goal.unit === 'end-of-working-day';
  const aim = inDays ? target(history, open, goal, start) : null;
  const amount = goal.unit === 'hours' ? goal.amount * 60 : goal.amount;
  const budget = inDays ? (aim === null ? null : count(open, start, aim)) : amount;
  const seen: Seen = {
    state: 'running',
    changedAt: run.changedAt,
    elapsed: 0,
    actual: 0,
    paused: 0,
    stopped: 0,
    budget,
    due: null,
    breachedAt: null,
  };
  // When the budget ran out in the present stretch of running.
  let spent: number | null = null;
  const end = until ?? run.changedAt;
  const pending = events.slice(run.from + 1);
  let dayDue = aim;

  const notice = (minute: number) => {
    if (seen.state !== 'running' || spent !== null) return;
    if (inDays ? dayDue !== null && minute >= dayDue : seen.elapsed === budget) spent = minute;
  };
  const enter = (minute: number) => {
    spent = null;
    if (inDays) dayDue = aim === null ? null : walk(open, aim, seen.paused + seen.stopped);
    notice(minute);
  };

  for (let minute = start; ; minute++) {
    notice(minute);
    for (let event = pending[0]; event !== undefined && minuteOf(event) <= minute; event = pending[0]) {
      pending.shift();
      const following = event.type === 'reset' ? seen.state : next(seen.state, event.type);
      if (following === seen.state) continue;
      const ran = seen.state === 'running';
      seen.state = following;
      if (following === 'running' || (following === 'stopped' && !ran)) {
        if (following === 'stopped') {
          // What is stopped while paused has the deadline it would have had by going on at that instant.
          seen.state = 'running';
          enter(minute);
          seen.state = 'stopped';
        } else enter(minute);
      }
    }
    if (minute >= end) break;
    const working = open(minute) ? 1 : 0;
    if (seen.state === 'running') {
      if (spent !== null) seen.breachedAt ??= spent;
      seen.elapsed += working;
      seen.actual++;
    }
    if (seen.state === 'paused') seen.paused += working;
    if (seen.state === 'stopped') seen.stopped += working;
  }

  if (seen.state === 'running' || seen.state === 'stopped') {
    if (seen.breachedAt !== null) seen.due = seen.breachedAt;
    else if (spent !== null) seen.due = spent;
    else if (inDays) seen.due = dayDue;
    else seen.due = walk(open, end, amount - seen.elapsed);
  }
  return seen;
}
