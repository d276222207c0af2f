import type { CalendarHistory } from '#/engines/calendar/spec.ts';
import { type OpenMinute, offsetOf, specAt } from './oracle-calendar.ts';

/** The oracle looks no further than this many minutes; beyond it gives null. */
export const SIGHT = 60 * 1440;

/** After how many minutes from `from` so many working minutes have passed: the instant, or null out of sight. */
export function walk(open: OpenMinute, from: number, amount: number): number | null {
  let left = amount;
  let minute = from;
  while (left > 0) {
    if (minute > from + SIGHT) return null;
    if (open(minute)) left--;
    minute++;
  }
  return minute;
}

/** Backwards, the latest instant from which so many working minutes lead to `to`. */
export function walkBack(open: OpenMinute, to: number, amount: number): number | null {
  let left = amount;
  let minute = to;
  while (left > 0) {
    if (minute < to - SIGHT) return null;
    minute--;
    if (open(minute)) left--;
  }
  return minute;
}

/** Working minutes between two instants. */
export function count(open: OpenMinute, from: number, to: number): number {
  let total = 0;
  for (let minute = from; minute < to; minute++) if (open(minute)) total++;
  return total;
}

type Day = { start: number; end: number; date: number };

function dayOf(zone: string, start: number): Day {
  const date = Math.floor((start + offsetOf(zone, start)) / 1440);
  let end = start;
  while (Math.floor((end + offsetOf(zone, end)) / 1440) === date) end++;
  return { start, end, date };
}

function todayOf(zone: string, minute: number): Day {
  const date = Math.floor((minute + offsetOf(zone, minute)) / 1440);
  let start = minute;
  while (Math.floor((start - 1 + offsetOf(zone, start - 1)) / 1440) === date) start--;
  return dayOf(zone, start);
}

function workingDay(open: OpenMinute, zone: string, from: Day, days: number): Day | null {
  let day = from;
  for (let left = days; left > 0;) {
    if (day.start > from.start + 35 * 1440) return null;
    day = dayOf(zone, day.end);
    if (count(open, day.start, day.end) > 0) left--;
  }
  return day;
}

function closingOf(open: OpenMinute, day: Day): number {
  let closing = day.end;
  while (!open(closing - 1)) closing--;
  return closing;
}

/** So many working days later at the same time of day, within that day's hours; null out of sight. */
export function daysLater(history: CalendarHistory, open: OpenMinute, from: number, days: number): number | null {
  const { zone } = specAt(history, from);
  const today = todayOf(zone, from);
  const day = workingDay(open, zone, today, days);
  if (day === null) return null;
  const local = from + offsetOf(zone, from) + (day.date - today.date) * 1440;
  let wanted = day.start - 1;
  for (let minute = day.start; minute < day.end; minute++) {
    const shown = minute + offsetOf(zone, minute);
    if (shown > local) break;
    wanted = minute;
    if (shown === local) break;
  }
  wanted += local - (wanted + offsetOf(zone, wanted));
  if (open(wanted) || (wanted > day.start && open(wanted - 1))) return wanted;
  for (let minute = wanted; minute < day.end; minute++) if (open(minute)) return minute;
  return closingOf(open, day);
}

/** The closing of the day so many working days later; null out of sight. */
export function closingLater(history: CalendarHistory, open: OpenMinute, from: number, days: number): number | null {
  const { zone } = specAt(history, from);
  const today = todayOf(zone, from);
  if (days === 0 && count(open, from, today.end) > 0) return closingOf(open, today);
  const day = workingDay(open, zone, today, Math.max(1, days));
  return day === null ? null : closingOf(open, day);
}
