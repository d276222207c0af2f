import { dayNumber, isZone, minuteOfDay } from '#/base/time.ts';
import type { CalendarSpec, Interval } from './spec.ts';

/** What can be wrong with a calendar; each has a text of its own. */
export type CalendarFault =
  | 'not-a-time'
  | 'order'
  | 'overlap'
  | 'not-a-zone'
  | 'not-a-week'
  | 'not-a-date'
  | 'date-twice';

/** One fault of a calendar: where it is (as in `week.0.1.from`), what it is, and the values at fault. */
export type CalendarProblem = { path: string; code: CalendarFault; params: Record<string, string> };

function checkIntervals(path: string, intervals: readonly Interval[], problems: CalendarProblem[]): void {
  const hours: { from: number; to: number; path: string }[] = [];
  for (const [index, interval] of intervals.entries()) {
    const at = `${path}.${index}`;
    const from = interval.from === '24:00' ? null : minuteOfDay(interval.from);
    const to = minuteOfDay(interval.to);
    if (from === null) {
      problems.push({ path: `${at}.from`, code: 'not-a-time', params: { value: interval.from, last: '23:59' } });
    }
    if (to === null)
      problems.push({ path: `${at}.to`, code: 'not-a-time', params: { value: interval.to, last: '24:00' } });
    if (from === null || to === null) continue;
    if (from >= to) problems.push({ path: at, code: 'order', params: { from: interval.from, to: interval.to } });
    else hours.push({ from, to, path: at });
  }
  hours.sort((a, b) => a.from - b.from);
  for (const [index, interval] of hours.entries()) {
    const previous = hours[index - 1];
    if (previous !== undefined && interval.from < previous.to) {
      problems.push({ path: interval.path, code: 'overlap', params: {} });
    }
  }
}

/** Everything that is wrong with a calendar; an empty list means that it can be compiled. */
export function validateCalendar(spec: CalendarSpec): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  if (!isZone(spec.zone)) {
    problems.push({ path: 'zone', code: 'not-a-zone', params: { value: spec.zone } });
  }
  if (spec.week.length !== 7) problems.push({ path: 'week', code: 'not-a-week', params: {} });
  for (const [index, intervals] of spec.week.entries()) checkIntervals(`week.${index}`, intervals, problems);
  for (const [index, date] of spec.holidays.entries()) {
    if (dayNumber(date) === null)
      problems.push({ path: `holidays.${index}`, code: 'not-a-date', params: { value: date } });
  }
  const seen = new Set<string>();
  for (const [index, exception] of spec.exceptions.entries()) {
    const path = `exceptions.${index}`;
    if (dayNumber(exception.date) === null) {
      problems.push({ path: `${path}.date`, code: 'not-a-date', params: { value: exception.date } });
    }
    if (seen.has(exception.date)) {
      problems.push({ path: `${path}.date`, code: 'date-twice', params: { value: exception.date } });
    }
    seen.add(exception.date);
    checkIntervals(`${path}.intervals`, exception.intervals, problems);
  }
  return problems;
}
