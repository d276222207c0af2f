import type { CalendarHistory, CalendarSpec } from '#/engines/calendar/spec.ts';

// Tells working minutes from others by looking at every minute on a clock of the zone. It shares no code with the
// engine, knows no arithmetic of hours, and is right because it is too simple to be wrong. Minutes since 1970.

const CHUNK = 8 * 1440;
const MARGIN = 3 * 1440;
/** Minutes by which local time may be off UTC, with room to spare. */
const FAR = 28 * 60;

type Reader = { format: Intl.DateTimeFormat; hours: Map<number, number>; steady: { hour: number; offset: number } };

const readers = new Map<string, Reader>();

function readOffset(format: Intl.DateTimeFormat, minute: number): number {
  const parts = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(minute * 60_000));
  if (parts === null) throw new RangeError(`No offset at ${minute}.`);
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0));
}

function readHour({ format, hours }: Reader, hour: number): number {
  let offset = hours.get(hour);
  if (offset === undefined) {
    offset = readOffset(format, hour * 60);
    hours.set(hour, offset);
  }
  return offset;
}

/** Minutes that local time is ahead of UTC. */
export function offsetOf(zone: string, minute: number): number {
  let reader = readers.get(zone);
  if (reader === undefined) {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
    reader = { format, hours: new Map(), steady: { hour: NaN, offset: 0 } };
    readers.set(zone, reader);
  }
  const hour = Math.floor(minute / 60);
  if (hour === reader.steady.hour) return reader.steady.offset;
  const offset = readHour(reader, hour);
  if (offset !== readHour(reader, hour + 1)) return readOffset(reader.format, minute);
  reader.steady = { hour, offset };
  return offset;
}

/** For each local minute of a window, the first and last minute at which the zone's clocks showed it, or -1. */
type Sightings = { start: number; first: Int32Array; last: Int32Array };

const sightings = new Map<string, Sightings>();

function watch(zone: string, chunk: number): Sightings {
  const key = `${zone} ${chunk}`;
  const known = sightings.get(key);
  if (known !== undefined) return known;
  const start = chunk * CHUNK - MARGIN;
  const length = CHUNK + 2 * MARGIN;
  const first = new Int32Array(length + 2 * FAR).fill(-1);
  const last = new Int32Array(length + 2 * FAR).fill(-1);
  for (let minute = start; minute < start + length; minute++) {
    const shown = minute + offsetOf(zone, minute) - start + FAR;
    if (first[shown] === -1) first[shown] = minute;
    last[shown] = minute;
  }
  if (sightings.size > 400) sightings.clear();
  const seen = { start: start - FAR, first, last };
  sightings.set(key, seen);
  return seen;
}

function minuteShowing(seen: Sightings, local: number, which: 'first' | 'last'): number {
  let shown = local - seen.start;
  const found = seen[which][shown] ?? -1;
  if (found !== -1) return found;
  // Skipped: as far after the last minute shown before it as it would have been.
  while ((seen.last[shown] ?? 0) === -1) shown--;
  return (seen.last[shown] ?? 0) + (local - seen.start - shown);
}

function exists(seen: Sightings, date: number): boolean {
  for (let local = date * 1440; local < (date + 1) * 1440; local++)
    if (seen.first[local - seen.start] !== -1) return true;
  return false;
}

function hoursOn(spec: CalendarSpec, date: number): { from: string; to: string }[] {
  const day = new Date(date * 86_400_000);
  const name = day.toISOString().slice(0, 10);
  const exception = spec.exceptions.find((candidate) => candidate.date === name);
  if (exception) return exception.intervals;
  return spec.holidays.includes(name) ? [] : (spec.week[(day.getUTCDay() + 6) % 7] ?? []);
}

/** The zone and hours in force at a minute. */
export function specAt(history: CalendarHistory, minute: number): CalendarSpec {
  let found = history[0];
  for (const version of history) if (version.from <= minute * 60_000) found = version;
  if (found === undefined) throw new RangeError('No version.');
  return found.spec;
}

function layOut(history: CalendarHistory, chunk: number): Uint8Array {
  const open = new Uint8Array(CHUNK);
  const start = chunk * CHUNK;
  for (const [index, { from, spec }] of history.entries()) {
    const begins = index === 0 ? -Infinity : from / 60_000;
    const ends = (history[index + 1]?.from ?? Infinity) / 60_000;
    if (begins >= start + CHUNK || ends <= start) continue;
    const seen = watch(spec.zone, chunk);
    for (let date = start / 1440 - 2; date <= (start + CHUNK) / 1440 + 1; date++) {
      const hours = hoursOn(spec, date);
      if (hours.length === 0 || !exists(seen, date)) continue;
      for (const { from: opens, to: closes } of hours) {
        const clock = (time: string) => date * 1440 + Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
        const opening = minuteShowing(seen, clock(opens), 'first');
        const closing = minuteShowing(seen, clock(closes), closes === '24:00' ? 'first' : 'last');
        const until = Math.min(closing, ends, start + CHUNK);
        for (let minute = Math.max(opening, begins, start); minute < until; minute++) open[minute - start] = 1;
      }
    }
  }
  return open;
}

/** Whether the minute that begins at an instant (in minutes since 1970) is working time. */
export type OpenMinute = (minute: number) => boolean;

const laidOut = new WeakMap<CalendarHistory, OpenMinute>();

/** The working minutes of a calendar. */
export function openMinutes(history: CalendarHistory): OpenMinute {
  const known = laidOut.get(history);
  if (known !== undefined) return known;
  const chunks = new Map<number, Uint8Array>();
  let current = NaN;
  let open: Uint8Array = new Uint8Array(0);
  const look: OpenMinute = (minute) => {
    const chunk = Math.floor(minute / CHUNK);
    if (chunk !== current) {
      open = chunks.get(chunk) ?? layOut(history, chunk);
      chunks.set(chunk, open);
      current = chunk;
    }
    return open[minute - chunk * CHUNK] === 1;
  };
  laidOut.set(history, look);
  return look;
}
