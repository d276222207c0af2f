import type * as BusinessDays from '#/engines/calendar/business-days.ts';
import type * as Compile from '#/engines/calendar/compile.ts';
import type { CalendarHistory } from '#/engines/calendar/spec.ts';
import type * as WorkingTime from '#/engines/calendar/working-time.ts';
import type * as Explain from '#/engines/stopwatch/explain.ts';
import type * as Fold from '#/engines/stopwatch/fold.ts';
import type * as Read from '#/engines/stopwatch/read.ts';
import type * as Replay from '#/engines/stopwatch/replay.ts';
import type { ClockState } from '#/engines/stopwatch/state.ts';
import type * as Timers from '#/engines/stopwatch/timers.ts';
import type { ClockCase } from './cases.ts';
import { openMinutes } from './oracle-calendar.ts';
import { type Seen, observe } from './oracle-clock.ts';
import { closingLater, count, daysLater, walk, walkBack } from './oracle-days.ts';

const MINUTE = 60_000;

/** The functions that the oracle judges: those of the engine, or of a copy of it with a fault planted. */
export type Engine = Pick<typeof Compile, 'compileCalendar'> &
  Pick<typeof WorkingTime, 'workingTime' | 'addWorkingTime' | 'subtractWorkingTime' | 'isOpen' | 'nextOpening'> &
  Pick<typeof BusinessDays, 'addBusinessDays' | 'endOfWorkingDay'> &
  Pick<typeof Fold, 'foldClock'> &
  Pick<typeof Replay, 'replayClock'> &
  Pick<typeof Read, 'readClock'> &
  Pick<typeof Timers, 'timers'> &
  Pick<typeof Explain, 'explainClock'>;

/** What differed: where, what the engine said, and what the oracle said. */
export type Difference = { what: string; engine: unknown; oracle: unknown };

class Differences {
  readonly found: Difference[] = [];

  same(what: string, engine: unknown, oracle: unknown): void {
    if (engine !== oracle) this.found.push({ what, engine, oracle });
  }

  /** The oracle sees only so far: beyond, the engine may say anything that is farther still. */
  instant(what: string, engine: number | null, oracle: number | null, from: number, days: number): void {
    if (oracle !== null) this.same(what, engine, oracle * MINUTE);
    else if (engine !== null && Math.abs(engine / MINUTE - from) < days * 1440) this.same(what, engine, oracle);
  }
}

/** The calendar that is in force in the end, as it is written and compiled. */
type InForce = { history: CalendarHistory; calendar: Compile.CompiledCalendar };

function compareCalendar(engine: Engine, { history, calendar }: InForce, test: ClockCase, differ: Differences): void {
  const { probe } = test;
  const open = openMinutes(history);
  const from = probe.from / MINUTE;
  const to = probe.to / MINUTE;
  const amount = probe.amount;
  differ.same('workingTime', engine.workingTime(calendar, probe.from, probe.to), count(open, from, to) * MINUTE);
  const added = engine.addWorkingTime(calendar, probe.from, amount * MINUTE);
  differ.instant('addWorkingTime', added, walk(open, from, amount), from, 60);
  const taken = engine.subtractWorkingTime(calendar, probe.from, amount * MINUTE);
  differ.instant('subtractWorkingTime', taken, walkBack(open, from, amount), from, 60);
  for (const minute of [from, to, from + amount]) {
    differ.same('isOpen', engine.isOpen(calendar, minute * MINUTE), open(minute));
  }
  const opening = walk(open, from, 1);
  const expected = opening === null ? null : opening - 1;
  differ.instant('nextOpening', engine.nextOpening(calendar, probe.from), expected, from, 60);
  const later = engine.addBusinessDays(calendar, probe.from, probe.days);
  differ.instant('addBusinessDays', later, daysLater(history, open, from, probe.days), from, 30);
  const closing = engine.endOfWorkingDay(calendar, probe.from, probe.days - 1);
  differ.instant('endOfWorkingDay', closing, closingLater(history, open, from, probe.days - 1), from, 30);
}

function compareState(what: string, clock: ClockState, seen: Seen, differ: Differences): void {
  differ.same(`${what} state`, clock.state, seen.state);
  differ.same(`${what} changedAt`, clock.changedAt, seen.changedAt * MINUTE);
  differ.same(`${what} elapsed`, clock.elapsed, seen.elapsed * MINUTE);
  differ.same(`${what} actual`, clock.actual, seen.actual * MINUTE);
  differ.same(`${what} pausedWorking`, clock.pausedWorking, seen.paused * MINUTE);
  differ.same(`${what} stoppedWorking`, clock.stoppedWorking, seen.stopped * MINUTE);
  if (seen.budget !== null) differ.same(`${what} goalMs`, clock.goalMs, seen.budget * MINUTE);
  const breach = seen.breachedAt === null ? null : seen.breachedAt * MINUTE;
  differ.same(`${what} breachedAt`, clock.breachedAt, breach);
  if (seen.state === 'paused' || seen.state === 'cancelled') differ.same(`${what} due`, clock.due, null);
  else differ.instant(`${what} due`, clock.due, seen.due, seen.changedAt, 10);
  const met = seen.state === 'cancelled' ? null : breach !== null ? false : seen.state === 'stopped' ? true : null;
  differ.same(`${what} met`, clock.met, met);
}

function compareTimers(
  engine: Engine,
  clock: ClockState,
  { history, calendar }: InForce,
  seen: Seen,
  differ: Differences,
): void {
  if (seen.state !== 'running' || seen.budget === null || seen.due === null) return;
  const open = openMinutes(history);
  for (const percent of [50, 75, 90, 100, 125]) {
    const timer = engine.timers(clock, calendar, [{ percent }, { percent: 400 }], percent - 5);
    const needed = Math.ceil((seen.budget * MINUTE * percent) / 100) - seen.elapsed * MINUTE;
    // The last minute may be used in part: it is the open one after all the whole ones.
    const whole = Math.max(0, Math.ceil(needed / MINUTE));
    const reached = walk(open, seen.changedAt, whole);
    const at = reached === null ? null : reached * MINUTE - (whole * MINUTE - Math.max(0, needed));
    if (at === null) continue;
    differ.same(`timer ${percent}`, timer?.at, percent === 100 ? seen.due * MINUTE : at);
  }
}

function compareExplanation(
  engine: Engine,
  { events, now }: ClockCase,
  { history, calendar }: InForce,
  seen: Seen,
  differ: Differences,
): void {
  const { spans, elapsed, breachedAt } = engine.explainClock(events, calendar, undefined, now);
  const open = openMinutes(history);
  differ.same('explained elapsed', elapsed, seen.elapsed * MINUTE);
  differ.same('explained breach', breachedAt, seen.breachedAt === null ? null : seen.breachedAt * MINUTE);
  let reached = spans[0]?.from;
  for (const span of spans) {
    differ.same('spans without gaps', span.from, reached);
    reached = span.to;
    const working = count(open, span.from / MINUTE, span.to / MINUTE) * MINUTE;
    differ.same(`working time of ${span.kind} span`, span.working, working);
  }
}

/** Everything in which the engine and the oracle differ about a case. */
export function compareCase(engine: Engine, test: ClockCase): Difference[] {
  const differ = new Differences();
  const compiled = test.calendars.map((history) => engine.compileCalendar(history));
  const last = test.inForce.at(-1) ?? 0;
  const history = test.calendars[last];
  const calendar = compiled[last];
  if (history === undefined || calendar === undefined) throw new RangeError('No calendar.');
  const inForce = { history, calendar };
  compareCalendar(engine, inForce, test, differ);

  let folded: ClockState | null = null;
  for (const [index, event] of test.events.entries()) {
    const current = compiled[test.inForce[index] ?? 0] ?? calendar;
    folded = engine.foldClock(folded, event, current, test.events.slice(0, index));
  }
  if (folded === null) throw new RangeError('No events.');
  const seen = observe(history, test.events, null);
  compareState('folded', folded, seen, differ);
  const replayed = engine.replayClock(test.events, calendar);
  compareState('replayed', replayed, seen, differ);
  differ.same('fold and replay', JSON.stringify(folded), JSON.stringify(replayed));
  compareTimers(engine, folded, inForce, seen, differ);

  const later = observe(history, test.events, test.now / MINUTE);
  const reading = engine.readClock(folded, calendar, test.now);
  differ.same('read elapsed', reading.elapsed, later.elapsed * MINUTE);
  differ.same('read actual', reading.actual, later.actual * MINUTE);
  differ.same('read pausedWorking', reading.pausedWorking, later.paused * MINUTE);
  differ.same('read breachedAt', reading.breachedAt, later.breachedAt === null ? null : later.breachedAt * MINUTE);
  compareExplanation(engine, test, inForce, later, differ);
  return differ.found;
}
