import { dayNumber, isZone, minuteOfDay } from '#/base/time.ts';
import type { CalendarSpec, Interval } from './spec.ts';

/** One fault of a calendar: where it is (as in `week.0.1.from`) and what it is, in plain words. */
export type CalendarProblem = { path: string; problem: string };

function checkIntervals(path: string, intervals: readonly Interval[], problems: CalendarProblem[]): void {
  const hours: { from: number; to: number; path: string }[] = [];
  for (const [index, interval] of intervals.entries()) {
    const at = `${path}.${index}`;
    const from = interval.from === '24:00' ? null : minuteOfDay(interval.from);
    const to = minuteOfDay(interval.to);
    if (from === null) {
      problems.push({ path: `${at}.from`, problem: `"${interval.from}" is not a time from 00:00 to 23:59.` });
    }
    if (to === null)
      problems.push({ path: `${at}.to`, problem: `"${interval.to}" is not a time from 00:00 to 24:00.` });
    if (from === null || to === null) continue;
    if (from >= to) problems.push({ path: at, problem: `${interval.from} is not before ${interval.to}.` });
    else hours.push({ from, to, path: at });
  }
  hours.sort((a, b) => a.from - b.from);
  for (const [index, interval] of hours.entries()) {
    const previous = hours[index - 1];
    if (previous !== undefined && interval.from < previous.to) {
      problems.push({ path: interval.path, problem: 'These hours overlap other hours of the same day.' });
    }
  }
}

/** Everything that is wrong with a calendar; an empty list means that it can be compiled. */
export function validateCalendar(spec: CalendarSpec): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  if (!isZone(spec.zone)) {
    problems.push({ path: 'zone', problem: `"${spec.zone}" is not a time zone such as Europe/Bratislava.` });
  }
  if (spec.week.length !== 7) problems.push({ path: 'week', problem: 'A week has seven days, Monday first.' });
  for (const [index, intervals] of spec.week.entries()) checkIntervals(`week.${index}`, intervals, problems);
  for (const [index, date] of spec.holidays.entries()) {
    if (dayNumber(date) === null) problems.push({ path: `holidays.${index}`, problem: `"${date}" is not a date.` });
  }
  const seen = new Set<string>();
  for (const [index, exception] of spec.exceptions.entries()) {
    const path = `exceptions.${index}`;
    if (dayNumber(exception.date) === null) {
      problems.push({ path: `${path}.date`, problem: `"${exception.date}" is not a date.` });
    }
    if (seen.has(exception.date)) {
      problems.push({ path: `${path}.date`, problem: `${exception.date} already has hours of its own.` });
    }
    seen.add(exception.date);
    checkIntervals(`${path}.intervals`, exception.intervals, problems);
  }
  return problems;
}
