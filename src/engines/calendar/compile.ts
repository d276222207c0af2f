import { DAY } from '#/base/time.ts';
import { type Hours, openStretches, readHours } from './hours.ts';
import type { CalendarHistory } from './spec.ts';
import { validateCalendar } from './validate.ts';

/** Calendars answer from this instant on (1900-01-01 UTC). */
export const EARLIEST = Date.UTC(1900, 0, 1);
/** Calendars answer before this instant (2200-01-01 UTC). */
export const LATEST = Date.UTC(2200, 0, 1);

const CHUNK = 366 * DAY;

/**
 * A calendar ready for arithmetic: the open stretches of [from, to) as a table that grows by a year when asked for
 * more. `sums[i]` is the open time of the table before stretch `i`. Growing it changes no answer.
 */
export type CompiledCalendar = {
  readonly versions: readonly Hours[];
  from: number;
  to: number;
  count: number;
  total: number;
  starts: Float64Array;
  ends: Float64Array;
  sums: Float64Array;
};

/**
 * Compiles the versions of a calendar. Cheap: hours are laid out as they are needed.
 * Throws a RangeError for an empty history, versions out of order, or a version that `validateCalendar` objects to.
 */
export function compileCalendar(history: CalendarHistory): CompiledCalendar {
  if (history.length === 0) throw new RangeError('A calendar needs at least one version.');
  const versions = history.map(({ from, spec }, index) => {
    const problem = validateCalendar(spec)[0];
    if (problem !== undefined) throw new RangeError(`Version ${index}, ${problem.path}: ${problem.code}`);
    const next = history[index + 1]?.from ?? Infinity;
    if (!(from < next)) throw new RangeError(`Version ${index + 1} does not come after the one before it.`);
    return readHours(spec, index === 0 ? -Infinity : from, next);
  });
  const empty = new Float64Array(0);
  return { versions, from: NaN, to: NaN, count: 0, total: 0, starts: empty, ends: empty, sums: empty };
}

function append(calendar: CompiledCalendar): void {
  const stretches = openStretches(calendar.versions, calendar.to, calendar.to + CHUNK);
  const needed = calendar.count + stretches.length;
  if (needed > calendar.starts.length) {
    for (const column of ['starts', 'ends', 'sums'] as const) {
      const grown = new Float64Array(needed * 2);
      grown.set(calendar[column].subarray(0, calendar.count));
      calendar[column] = grown;
    }
  }
  for (const { from, to } of stretches) add(calendar, from, to);
  calendar.to += CHUNK;
}

function add(calendar: CompiledCalendar, from: number, to: number): void {
  const last = calendar.count - 1;
  if (last >= 0 && calendar.ends[last] === from) {
    calendar.ends[last] = to;
  } else {
    calendar.starts[calendar.count] = from;
    calendar.ends[calendar.count] = to;
    calendar.sums[calendar.count] = calendar.total;
    calendar.count++;
  }
  calendar.total += to - from;
}

function prepend(calendar: CompiledCalendar): void {
  const { starts, ends, count } = calendar;
  const stretches = openStretches(calendar.versions, calendar.from - CHUNK, calendar.from);
  const size = (count + stretches.length) * 2;
  calendar.starts = new Float64Array(size);
  calendar.ends = new Float64Array(size);
  calendar.sums = new Float64Array(size);
  calendar.count = 0;
  calendar.total = 0;
  for (const { from, to } of stretches) add(calendar, from, to);
  for (let index = 0; index < count; index++) add(calendar, starts[index] ?? 0, ends[index] ?? 0);
  calendar.from -= CHUNK;
}

/** Makes the table reach over an instant. Throws a RangeError for what is not an instant from 1900 to 2199. */
export function cover(calendar: CompiledCalendar, instant: number): void {
  if (instant >= calendar.from && instant < calendar.to) return;
  if (!(instant >= EARLIEST && instant < LATEST))
    throw new RangeError(`${instant} is not an instant from 1900 to 2199.`);
  if (Number.isNaN(calendar.from)) {
    calendar.from = Math.floor(instant / CHUNK) * CHUNK;
    calendar.to = calendar.from;
  }
  while (instant < calendar.from) prepend(calendar);
  while (instant >= calendar.to) append(calendar);
}

/** Index of the last stretch that starts at or before an instant that is covered, or -1. */
export function stretchAt(calendar: CompiledCalendar, instant: number): number {
  const { starts } = calendar;
  let low = 0;
  let high = calendar.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The version in force at an instant. */
export function versionAt(calendar: CompiledCalendar, instant: number): Hours {
  const version = calendar.versions.find(({ from, to }) => from <= instant && instant < to);
  if (version === undefined) throw new RangeError(`${instant} is not an instant.`);
  return version;
}
