import { instantOf, isZone } from '#/base/time.ts';

/** Reads a time of the source: epoch milliseconds, or null where it is none. */
export type InstantReader = (text: string) => number | null;

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

const pieces: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d\\d)',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d\\d)',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d\\d)',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d\\d)',
  ss: '(?<second>\\d\\d)',
};

/** A form such as `dd/MM/yyyy HH:mm:ss` as an expression, or null when it is none. Only year, month and day must be there. */
export function compileForm(form: string): RegExp | null {
  const seen = new Set<string>();
  const source = form.replaceAll(/yyyy|MM|M|dd|d|HH|H|mm|ss|[\s\S]/g, (token) => {
    const piece = pieces[token];
    if (piece === undefined) return token.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
    const name = piece.slice(3, piece.indexOf('>'));
    if (seen.has(name)) seen.add('twice');
    seen.add(name);
    return piece;
  });
  const whole = ['year', 'month', 'day'].every((name) => seen.has(name)) && !seen.has('twice');
  return whole ? new RegExp(`^${source}$`) : null;
}

/**
 * A reader of times: ISO 8601 first, with an offset or as local time of `zone`; then the forms, local too. A local
 * time that happens twice is the first; one that a zone skips moves forward (RFC 5545). Throws a RangeError for an
 * unknown zone or form.
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
    const value = text.trim();
    const match = iso.exec(value);
    if (match) {
      const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match;
      const local = localOf([year, month, day, hour, minute, second]);
      if (local === null) return null;
      const exact = local + Math.floor(Number(`0.${fraction || '0'}`) * 1000);
      return offset === undefined ? inZone(zone, exact) : exact - offsetOf(offset);
    }
    for (const form of forms) {
      const { year, month, day, hour = '0', minute = '0', second = '0' } = form.exec(value)?.groups ?? {};
      if (year === undefined) continue;
      const local = localOf([year, month, day, hour, minute, second]);
      return local === null ? null : inZone(zone, local);
    }
    return null;
  };
}

function inZone(zone: string, local: number): number {
  return zone === 'UTC' ? local : instantOf(zone, local, 'first');
}

function offsetOf(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const digits = text.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** The instant that a clock set to UTC would show; null where there is no such day or time. */
function localOf(parts: readonly (string | undefined)[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(at);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  // Calendars answer from 1900 to 2199; what lies outside is a slip of the pen.
  return real && year >= 1900 && year < 2200 ? at : null;
}
