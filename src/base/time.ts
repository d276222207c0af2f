/** Milliseconds in a second. */
export const SECOND = 1000;
/** Milliseconds in a minute. */
export const MINUTE = 60 * SECOND;
/** Milliseconds in an hour. */
export const HOUR = 60 * MINUTE;
/** Milliseconds in a day of 24 hours. */
export const DAY = 24 * HOUR;

/** Days since 1970-01-01 of a date written 'YYYY-MM-DD', or null when there is no such date. */
export function dayNumber(date: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (parts === null) return null;
  const day = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / DAY;
  return dateOfDay(day) === date ? day : null;
}

/** The date 'YYYY-MM-DD' of a number of days since 1970-01-01. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** Day of the week of a number of days since 1970-01-01: 0 is Monday, 6 is Sunday. */
export function weekdayOfDay(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Minutes since midnight of a time written 'HH:MM', '24:00' included; null when it is no such time. */
export function minuteOfDay(time: string): number | null {
  const parts = /^(\d{2}):(\d{2})$/.exec(time);
  if (parts === null) return null;
  const hour = Number(parts[1]);
  const minute = Number(parts[2]);
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return hour * 60 + minute;
}

type Zone = { format: Intl.DateTimeFormat; atDayStart: Map<number, number>; changes: Map<number, number> };

// What a zone's offset was is a constant of the zone's rules, so remembering it keeps the functions pure.
const zones = new Map<string, Zone>();

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const zone: Zone = { format, atDayStart: new Map(), changes: new Map() };
  zones.set(name, zone);
  return zone;
}

// Abbreviations that IANA has as zones. ICU, which Intl asks, knows more of them, each as the zone of one country: BST is
// that of Dhaka, IST that of Calcutta, CST that of Chicago, whoever means Britain, Ireland or China by them.
const abbreviations = new Set('CET EET EST GMT HST MET MST PRC ROC ROK UCT UTC WET'.split(' '));

/**
 * Whether a name is an IANA time zone. A bare offset ('+02:00') is not one: it knows no daylight saving. Neither is an
 * abbreviation that means another time elsewhere (`BST`).
 */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name) || /^systemv\//i.test(name)) return false;
  if (name.length === 3 && !abbreviations.has(name.toUpperCase())) return false;
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

function readOffset(zone: Zone, instant: number): number {
  const second = Math.floor(instant / SECOND) * SECOND;
  const text = zone.format.format(second);
  const part = (from: number, to: number) => Number(text.slice(from, to));
  // MM/DD/YYYY, HH:MM:SS
  return Date.UTC(part(6, 10), part(0, 2) - 1, part(3, 5), part(12, 14), part(15, 17), part(18, 20)) - second;
}

function offsetAtDayStart(zone: Zone, day: number): number {
  const known = zone.atDayStart.get(day);
  if (known !== undefined) return known;
  const offset = readOffset(zone, day * DAY);
  zone.atDayStart.set(day, offset);
  return offset;
}

function changeWithin(zone: Zone, day: number, before: number): number {
  const known = zone.changes.get(day);
  if (known !== undefined) return known;
  let low = day * DAY;
  let high = low + DAY;
  while (high - low > SECOND) {
    const middle = Math.floor((low + high) / 2 / SECOND) * SECOND;
    if (readOffset(zone, middle) === before) low = middle;
    else high = middle;
  }
  zone.changes.set(day, high);
  return high;
}

/**
 * Offset of a zone's local time from UTC at an instant, in milliseconds (east is positive).
 * Throws a RangeError for an unknown zone. Source: the platform's copy of the IANA database.
 */
export function offsetAt(name: string, instant: number): number {
  const zone = zoneOf(name);
  const day = Math.floor(instant / DAY);
  const before = offsetAtDayStart(zone, day);
  const after = offsetAtDayStart(zone, day + 1);
  if (before === after) return before;
  return instant < changeWithin(zone, day, before) ? before : after;
}

/** Local time of an instant, as the milliseconds a clock set to UTC would show for it. */
export function localOf(name: string, instant: number): number {
  return instant + offsetAt(name, instant);
}

/** The zone's offset when it is the same during a whole local day and the days around it, or null. */
export function steadyOffset(name: string, day: number): number | null {
  const zone = zoneOf(name);
  const offset = offsetAtDayStart(zone, day - 1);
  for (let next = day; next <= day + 2; next++) {
    if (offsetAtDayStart(zone, next) !== offset) return null;
  }
  return offset;
}

/**
 * Instant of a local time (milliseconds as in `localOf`). A time that happens twice gives the occurrence asked for.
 * A time that the zone skips moves forward by what was skipped, as RFC 5545 has it.
 */
export function instantOf(name: string, local: number, occurrence: 'first' | 'second'): number {
  const before = offsetAt(name, local - DAY);
  const after = offsetAt(name, local + DAY);
  if (before === after) return local - before;
  const early = local - before;
  const late = local - after;
  const earlyExists = offsetAt(name, early) === before;
  const lateExists = offsetAt(name, late) === after;
  if (earlyExists && lateExists) return occurrence === 'first' ? Math.min(early, late) : Math.max(early, late);
  return lateExists ? late : early;
}

/** First instant of a local date, given as days since 1970-01-01. */
export function startOfDay(name: string, day: number): number {
  return instantOf(name, day * DAY, 'first');
}
