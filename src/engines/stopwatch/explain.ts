import { DAY, dateOfDay, localOf, startOfDay } from '#/base/time.ts';
import { type CompiledCalendar, versionAt } from '#/engines/calendar/compile.ts';
import { openBetween, workingTime } from '#/engines/calendar/working-time.ts';
import { type Phase, lastLap } from './phases.ts';
import type { ClockEvent, Goal } from './state.ts';
import { replayClock } from './replay.ts';
import { markBreach } from './fold.ts';

/**
 * A stretch of a clock's life and what it counted for. `working` is the working time in it; only that of `counted`
 * spans adds to the clock. `reason.code` is the key of a text, `reason.params` what the text may show:
 * - `clock.explain.counted`: `breaks`, milliseconds closed in between on the same day.
 * - `clock.explain.closed.hours`: outside opening hours.
 * - `clock.explain.closed.days`: `days`, the number of days without hours in it.
 * - `clock.explain.closed.holiday`: the same, with `holidays`, their dates, and `days` for the others.
 * - `clock.explain.paused`, `clock.explain.stopped`: `cause`, the reason that came with the event.
 */
export type ClockSpan = {
  from: number;
  to: number;
  kind: 'counted' | 'closed' | 'paused' | 'stopped';
  working: number;
  reason: { code: string; params: { breaks?: number; days?: number; holidays?: string[]; cause?: string } };
};

/** A clock explained: its spans, without gaps from start to end, what they add up to, and the deadline missed. */
export type ClockExplanation = { spans: ClockSpan[]; elapsed: number; breachedAt: number | null };

function dayAt(calendar: CompiledCalendar, instant: number): number {
  return Math.floor(localOf(versionAt(calendar, instant).zone, instant) / DAY);
}

function closed(calendar: CompiledCalendar, from: number, to: number): ClockSpan {
  const { zone } = versionAt(calendar, from);
  const holidays: string[] = [];
  let days = 0;
  const last = Math.floor(localOf(zone, to - 1) / DAY);
  for (let day = Math.floor(localOf(zone, from) / DAY); day <= last; day++) {
    const start = startOfDay(zone, day);
    const end = startOfDay(zone, day + 1);
    if (start === end || workingTime(calendar, start, end) > 0) continue;
    const hours = versionAt(calendar, start);
    if (hours.holidays.has(day) && !hours.exceptions.has(day)) holidays.push(dateOfDay(day));
    else days++;
  }
  const code = holidays.length > 0 ? 'holiday' : days > 0 ? 'days' : 'hours';
  const params: ClockSpan['reason']['params'] = {};
  if (days > 0) params.days = days;
  if (holidays.length > 0) params.holidays = holidays;
  return { from, to, kind: 'closed', working: 0, reason: { code: `clock.explain.closed.${code}`, params } };
}

/** Counted and closed spans of a running phase; what is closed in the middle of a day is a break within its span. */
function running(calendar: CompiledCalendar, from: number, to: number): ClockSpan[] {
  const spans: ClockSpan[] = [];
  let reached = from;
  let counted: ClockSpan | null = null;
  for (const stretch of openBetween(calendar, from, to)) {
    const gap = stretch.from - reached;
    const working = stretch.to - stretch.from;
    reached = stretch.to;
    if (counted !== null && dayAt(calendar, counted.from) === dayAt(calendar, stretch.from)) {
      counted.to = stretch.to;
      counted.working += working;
      counted.reason.params.breaks = (counted.reason.params.breaks ?? 0) + gap;
      continue;
    }
    if (gap > 0) spans.push(closed(calendar, stretch.from - gap, stretch.from));
    counted = { ...stretch, kind: 'counted', working, reason: { code: 'clock.explain.counted', params: {} } };
    spans.push(counted);
  }
  if (reached < to) spans.push(closed(calendar, reached, to));
  return spans;
}

function explainPhase(calendar: CompiledCalendar, phase: Phase, to: number): ClockSpan[] {
  const { from, kind, reason } = phase;
  if (from === to || kind === 'cancelled') return [];
  if (kind === 'running') return running(calendar, from, to);
  const params = reason === null ? {} : { cause: reason };
  const working = workingTime(calendar, from, to);
  return [{ from, to, kind, working, reason: { code: `clock.explain.${kind}`, params } }];
}

/**
 * Why a clock shows what it shows at an instant: its last lap, from the start to `now`, or to where it was stopped or
 * cancelled. Counted spans add up to `elapsed` to the millisecond. One span a working day; around the clock, and
 * across nights and weekends that are closed, one span for all of it. `goal` as in `replayClock`.
 */
export function explainClock(
  events: readonly ClockEvent[],
  calendar: CompiledCalendar,
  goal: Goal | undefined,
  now: number,
): ClockExplanation {
  const { phases } = lastLap(events);
  const spans: ClockSpan[] = [];
  for (const phase of phases) {
    // A clock that is stopped has ended there, unless it was reopened.
    if (phase.to === null && phase.kind === 'stopped') continue;
    spans.push(...explainPhase(calendar, phase, phase.to ?? now));
  }
  let elapsed = 0;
  for (const span of spans) if (span.kind === 'counted') elapsed += span.working;
  return { spans, elapsed, breachedAt: markBreach(replayClock(events, calendar, goal), now).breachedAt };
}
