import {
  DAY,
  MINUTE,
  dayNumber,
  instantOf,
  localOf,
  minuteOfDay,
  startOfDay,
  steadyOffset,
  weekdayOfDay,
} from '#/base/time.ts';
import type { CalendarSpec, Interval } from './spec.ts';

/** A stretch of open time in epoch milliseconds; `to` is not included. */
export type Stretch = { from: number; to: number };

type Minutes = { from: number; to: number };

/** One version of a calendar, read: which minutes of a local day are open. In force during [from, to). */
export type Hours = {
  zone: string;
  from: number;
  to: number;
  week: Minutes[][];
  holidays: Set<number>;
  exceptions: Map<number, Minutes[]>;
};

function readIntervals(intervals: readonly Interval[]): Minutes[] {
  const read = intervals.map(({ from, to }) => ({ from: minuteOfDay(from) ?? 0, to: minuteOfDay(to) ?? 0 }));
  return read.toSorted((a, b) => a.from - b.from);
}

/** Reads one valid version of a calendar, in force during [from, to). */
export function readHours(spec: CalendarSpec, from: number, to: number): Hours {
  return {
    zone: spec.zone,
    from,
    to,
    week: spec.week.map(readIntervals),
    holidays: new Set(spec.holidays.map((date) => dayNumber(date) ?? 0)),
    exceptions: new Map(spec.exceptions.map(({ date, intervals }) => [dayNumber(date) ?? 0, readIntervals(intervals)])),
  };
}

function minutesOf(hours: Hours, day: number): Minutes[] {
  const exception = hours.exceptions.get(day);
  if (exception !== undefined) return exception;
  if (hours.holidays.has(day)) return [];
  return hours.week[weekdayOfDay(day)] ?? [];
}

/**
 * Adds the open stretches of one local day.
 * Where clocks change: a skipped time moves forward by what was skipped, an opening that happens twice is the first,
 * a closing that happens twice the second; 24:00 is the first instant of the next date. Hours that this leaves empty,
 * and dates that a zone skipped altogether, are closed.
 */
function addDay(hours: Hours, day: number, into: Stretch[]): void {
  const minutes = minutesOf(hours, day);
  if (minutes.length === 0) return;
  const midnight = day * DAY;
  const offset = steadyOffset(hours.zone, day);
  if (offset !== null) {
    for (const { from, to } of minutes) {
      into.push({ from: midnight + from * MINUTE - offset, to: midnight + to * MINUTE - offset });
    }
    return;
  }
  const end = startOfDay(hours.zone, day + 1);
  if (startOfDay(hours.zone, day) === end) return;
  for (const interval of minutes) {
    const from = instantOf(hours.zone, midnight + interval.from * MINUTE, 'first');
    const to = interval.to === 24 * 60 ? end : instantOf(hours.zone, midnight + interval.to * MINUTE, 'second');
    if (from < to) into.push({ from, to });
  }
}

/** Open stretches of a calendar's versions within [from, to), sorted, apart from each other. */
export function openStretches(versions: readonly Hours[], from: number, to: number): Stretch[] {
  const found: Stretch[] = [];
  for (const version of versions) {
    const low = Math.max(from, version.from);
    const high = Math.min(to, version.to);
    if (low >= high) continue;
    const days: Stretch[] = [];
    const last = Math.floor(localOf(version.zone, high) / DAY) + 1;
    for (let day = Math.floor(localOf(version.zone, low) / DAY) - 1; day <= last; day++) addDay(version, day, days);
    for (const stretch of days) {
      const start = Math.max(stretch.from, low);
      const end = Math.min(stretch.to, high);
      if (start < end) found.push({ from: start, to: end });
    }
  }
  return merge(found);
}

function merge(stretches: Stretch[]): Stretch[] {
  // Only a change of clocks puts hours out of order.
  stretches.sort((a, b) => a.from - b.from);
  const merged: Stretch[] = [];
  for (const stretch of stretches) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.from <= last.to) last.to = Math.max(last.to, stretch.to);
    else merged.push(stretch);
  }
  return merged;
}
