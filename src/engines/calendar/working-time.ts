import { DAY } from '#/base/time.ts';
import { type CompiledCalendar, EARLIEST, LATEST, cover, stretchAt } from './compile.ts';
import type { Stretch } from './hours.ts';

/** How far searches look before they give up: 20 years of 365.25 days, in milliseconds. */
export const HORIZON = 20 * 365.25 * DAY;

function openBefore(calendar: CompiledCalendar, instant: number): number {
  const index = stretchAt(calendar, instant);
  if (index < 0) return 0;
  const start = calendar.starts[index] ?? 0;
  const end = calendar.ends[index] ?? 0;
  return (calendar.sums[index] ?? 0) + Math.min(instant, end) - start;
}

function checkAmount(ms: number): void {
  if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`${ms} is not an amount of working time.`);
}

/**
 * Working milliseconds from one instant to a later one: the open time of [from, to), exact.
 * Throws a RangeError when `to` is before `from`, or for instants outside 1900-2199.
 */
export function workingTime(calendar: CompiledCalendar, from: number, to: number): number {
  if (!(from <= to)) throw new RangeError(`${to} is before ${from}.`);
  cover(calendar, from);
  cover(calendar, to);
  return openBefore(calendar, to) - openBefore(calendar, from);
}

/**
 * The earliest instant t, not before `from`, with workingTime(from, t) = ms; so an amount that ends with the day's
 * hours is due at closing time, not at the next opening. Null when it isn't reached within 20 years.
 * Throws a RangeError for a negative amount.
 */
export function addWorkingTime(calendar: CompiledCalendar, from: number, ms: number): number | null {
  checkAmount(ms);
  cover(calendar, from);
  if (ms === 0) return from;
  const target = openBefore(calendar, from) + ms;
  const horizon = Math.min(from + HORIZON, LATEST - 1);
  while (calendar.total < target && calendar.to <= horizon) cover(calendar, calendar.to);
  if (calendar.total < target) return null;
  const { sums, count } = calendar;
  // The first stretch whose end reaches the target is the last one that begins below it.
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 0) < target) low = middle + 1;
    else high = middle;
  }
  const found = (calendar.starts[low - 1] ?? 0) + target - (sums[low - 1] ?? 0);
  return found <= horizon ? found : null;
}

/**
 * The latest instant t, not after `to`, with workingTime(t, to) = ms. Null when it isn't reached within 20 years.
 * Throws a RangeError for a negative amount.
 */
export function subtractWorkingTime(calendar: CompiledCalendar, to: number, ms: number): number | null {
  checkAmount(ms);
  cover(calendar, to);
  if (ms === 0) return to;
  const horizon = Math.max(to - HORIZON, EARLIEST);
  while (openBefore(calendar, to) < ms && calendar.from > horizon)
    cover(calendar, Math.max(calendar.from - DAY, horizon));
  const target = openBefore(calendar, to) - ms;
  if (target < 0) return null;
  const { sums } = calendar;
  let low = 0;
  let high = calendar.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 0) <= target) low = middle + 1;
    else high = middle;
  }
  const found = (calendar.starts[low - 1] ?? 0) + target - (sums[low - 1] ?? 0);
  return found >= horizon ? found : null;
}

/** Whether an instant is working time. The instant of opening is, the instant of closing is not. */
export function isOpen(calendar: CompiledCalendar, instant: number): boolean {
  cover(calendar, instant);
  const index = stretchAt(calendar, instant);
  return index >= 0 && instant < (calendar.ends[index] ?? 0);
}

/** The instant itself when it is working time, else the next opening, or null when there is none within 20 years. */
export function nextOpening(calendar: CompiledCalendar, instant: number): number | null {
  if (isOpen(calendar, instant)) return instant;
  const horizon = Math.min(instant + HORIZON, LATEST - 1);
  const next = stretchAt(calendar, instant) + 1;
  while (next >= calendar.count && calendar.to <= horizon) cover(calendar, calendar.to);
  if (next >= calendar.count) return null;
  const opening = calendar.starts[next] ?? 0;
  return opening <= horizon ? opening : null;
}

/** The open stretches of [from, to), cut to it, in order. */
export function openBetween(calendar: CompiledCalendar, from: number, to: number): Stretch[] {
  cover(calendar, from);
  cover(calendar, to);
  const found: Stretch[] = [];
  for (let index = Math.max(0, stretchAt(calendar, from)); index < calendar.count; index++) {
    const start = Math.max(from, calendar.starts[index] ?? 0);
    const end = Math.min(to, calendar.ends[index] ?? 0);
    if (start >= to) break;
    if (start < end) found.push({ from: start, to: end });
  }
  return found;
}
