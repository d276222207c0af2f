import { DAY, instantOf, isZone } from '#/base/time.ts';
import { type Told, type Wall, compileForm, millisecondsOf, offsetPattern } from './date-form.ts';

/** Reads a time of the source: epoch milliseconds, or null where it is none. */
export type InstantReader = (text: string) => number | null;

// Year, month and day in this order are never taken for anything else, whatever parts them.
const extended = new RegExp(
  String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(?:T|\s+|,\s*)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(${offsetPattern})?$`,
  'i',
);
const basic = new RegExp(
  String.raw`^(\d{4})()(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?\s*(${offsetPattern})?$`,
  'i',
);

/**
 * A reader of times: ISO 8601 first (also with a blank, one digit for an hour, `UTC` or `+01` behind it), with an
 * offset or as local time of `zone`; then the forms, local too where they have no offset. A local time that happens
 * twice is the first; one that a zone skips moves forward (RFC 5545). Throws a RangeError for an unknown zone or form.
 */
export function instantReader(options: {
  zone?: string | undefined;
  forms?: readonly string[] | undefined;
}): InstantReader {
  const zone = options.zone ?? 'UTC';
  if (!isZone(zone)) throw new RangeError(`${zone} is no time zone`);
  const forms = (options.forms ?? []).map((form) => {
    const compiled = compileForm(form);
    if (!compiled) throw new RangeError(`${form} is no form of a date`);
    return compiled;
  });
  return (text) => {
    // Spreadsheets and browsers write blanks that do not break.
    const value = text.trim().replaceAll(/\s+/g, ' ');
    const plain = readIso(value);
    if (plain) return instantTold(zone, plain);
    for (const form of forms) {
      const told = form(value);
      const at = told && instantTold(zone, told);
      if (at !== null) return at;
    }
    return null;
  };
}

function readIso(value: string): Told | null {
  const match = extended.exec(value) ?? basic.exec(value);
  if (!match) return null;
  const [, year, , month, day, hour = 0, minute = 0, second = 0, fraction, offset] = match;
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = [year, month, day, hour, minute, second].map(Number);
  const wall = { year: y, month: mo, day: d, hour: h, minute: mi, second: s, millisecond: millisecondsOf(fraction) };
  return { wall, offset };
}

const first = Date.UTC(1900, 0, 1);
const end = Date.UTC(2200, 0, 1);

function instantTold(zone: string, told: Told): number | null {
  if ('instant' in told) return inRange(told.instant);
  if ('days' in told) {
    // Excel counts from 30 December 1899, since it has a 29 February 1900; its days are those of the wall.
    const local = inRange(Date.UTC(1899, 11, 30) + Math.round((told.days * DAY) / 1000) * 1000);
    return local === null ? null : inZone(zone, local);
  }
  const local = localOf(told.wall);
  if (local === null) return null;
  return told.offset === undefined ? inZone(zone, local) : local - offsetOf(told.offset);
}

// Calendars answer from 1900 to 2199; what lies outside is a slip of the pen.
const inRange = (at: number): number | null => (at >= first && at < end ? at : null);

function inZone(zone: string, local: number): number {
  return zone === 'UTC' ? local : instantOf(zone, local, 'first');
}

function offsetOf(text: string): number {
  if (/^[a-z]/i.test(text)) return 0;
  const digits = text.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** The instant that a clock set to UTC would show; null where there is no such day or time. */
function localOf({ year, month, day, hour, minute, second, millisecond }: Wall): number | null {
  const at = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const date = new Date(at);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return real ? inRange(at) : null;
}
