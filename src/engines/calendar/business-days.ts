import { DAY, instantOf, localOf, startOfDay } from '#/base/time.ts';
import { type CompiledCalendar, versionAt } from './compile.ts';
import type { Stretch } from './hours.ts';
import { HORIZON, nextOpening, openBetween } from './working-time.ts';

function hoursOf(calendar: CompiledCalendar, zone: string, day: number): Stretch[] {
  return openBetween(calendar, startOfDay(zone, day), startOfDay(zone, day + 1));
}

function workingDayAfter(calendar: CompiledCalendar, zone: string, day: number, count: number): number | null {
  let found = day;
  for (let counted = 0; counted < count; counted++) {
    const opening = nextOpening(calendar, startOfDay(zone, found + 1));
    if (opening === null) return null;
    found = Math.floor(localOf(zone, opening) / DAY);
  }
  return found;
}

/**
 * The instant `count` business days later.
 *
 * Dates and the time of day are those of the zone in force at `from`. The date of `from` does not count; the days
 * after it (D+1, D+2 …) count when they have any working time. On the day found the local time of day is kept; when
 * that is not within opening hours, it moves to the next opening of that day, or else back to its last closing.
 * Null when there aren't that many working days within 20 years. Throws a RangeError unless `count` is 1, 2, 3 …
 */
export function addBusinessDays(calendar: CompiledCalendar, from: number, count: number): number | null {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${count} is not a number of days.`);
  const { zone } = versionAt(calendar, from);
  const local = localOf(zone, from);
  const today = Math.floor(local / DAY);
  const day = workingDayAfter(calendar, zone, today, count);
  if (day === null) return null;
  const wanted = instantOf(zone, local + (day - today) * DAY, 'first');
  const hours = hoursOf(calendar, zone, day);
  const reached = hours.find(({ to }) => wanted <= to);
  const found = reached === undefined ? (hours.at(-1)?.to ?? wanted) : Math.max(wanted, reached.from);
  return found <= from + HORIZON ? found : null;
}

/**
 * The last closing of a working day, `count` working days after the day of `from`.
 *
 * With 0 it is the day of `from` itself as long as working time is left in it, else the next working day (as with 1).
 * Dates are those of the zone in force at `from`; hours that go on past midnight end there. Null when there aren't
 * that many working days within 20 years. Throws a RangeError unless `count` is 0, 1, 2 …
 */
export function endOfWorkingDay(calendar: CompiledCalendar, from: number, count = 0): number | null {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`${count} is not a number of days.`);
  const { zone } = versionAt(calendar, from);
  const today = Math.floor(localOf(zone, from) / DAY);
  const closing = hoursOf(calendar, zone, today).at(-1)?.to;
  if (count === 0 && closing !== undefined && closing > from) return closing;
  const day = workingDayAfter(calendar, zone, today, Math.max(1, count));
  if (day === null) return null;
  const found = hoursOf(calendar, zone, day).at(-1)?.to ?? null;
  return found !== null && found <= from + HORIZON ? found : null;
}
