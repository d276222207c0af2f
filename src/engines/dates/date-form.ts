import { monthOf } from './calendar-words.ts';

/** What a text says of a time: the clock on the wall as numbers, with an offset where it has one; or the instant. */
export type Told = { wall: Wall; offset: string | undefined } | { instant: number } | { days: number };

/** A time as calendars write it; the month from 1. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** Reads a text in one form; null where it is not in that form. */
export type FormReader = (text: string) => Told | null;

/** Forms that are counts instead of calendar times. */
export const countForms = ['unix seconds', 'unix milliseconds', 'excel days'] as const;

/** An offset from UTC as texts have it behind a time. */
export const offsetPattern = String.raw`Z|UTC|GMT|[+-]\d\d(?::?\d\d)?`;

const pieces: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<year>\\d\\d)',
  MMMM: '(?<name>\\p{L}+\\.?)',
  MMM: '(?<name>\\p{L}+\\.?)',
  MM: '(?<month>\\d\\d)',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d\\d)',
  d: '(?<day>\\d{1,2})',
  EEEE: '(?<weekday>\\p{L}+\\.?)',
  EEE: '(?<weekday>\\p{L}+\\.?)',
  HH: '(?<hour>\\d\\d)',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<half>\\d\\d)',
  h: '(?<half>\\d{1,2})',
  mm: '(?<minute>\\d\\d)',
  ss: '(?<second>\\d\\d)',
  SSS: '(?<fraction>\\d{1,9})',
  a: '(?<noon>[ap]\\.?\\s?m\\.?)',
  X: `(?<offset>${offsetPattern})`,
};

/** An offset or the zone of the clock on the wall stands outside: these are all letters that a form may have. */
const tokens = /'([^']*)'|yyyy|yy|M{1,4}|dd?|E{3,4}|HH?|hh?|mm|ss|SSS|a|X|\s+|[\s\S]/g;

/**
 * A form such as `dd/MM/yyyy HH:mm:ss` or `EEE, d MMM yyyy h:mm a X` made ready, or null when it is none. Year, month
 * and day must be there, hours of twelve need `a`, and letters that mean nothing stand in apostrophes: `H 'h' mm`.
 */
export function compileForm(form: string): FormReader | null {
  const count = countForms.find((one) => one === form.trim().toLowerCase());
  if (count !== undefined) return countReader(count);
  const seen = new Set<string>();
  let broken = false;
  const source = form.trim().replaceAll(tokens, (token, literal: string | undefined) => {
    if (literal !== undefined) return literally(literal);
    if (/^\s+$/.test(token)) return String.raw`\s+`;
    const piece = pieces[token];
    if (piece === undefined) {
      if (/\p{L}|'/u.test(token)) broken = true;
      return literally(token);
    }
    const name = piece.slice(3, piece.indexOf('>'));
    if (seen.has(name)) broken = true;
    seen.add(name);
    return piece;
  });
  const hasMonth = seen.has('month') !== seen.has('name');
  if (broken || !seen.has('year') || !seen.has('day') || !hasMonth) return null;
  if (seen.has('half') !== seen.has('noon') || (seen.has('half') && seen.has('hour'))) return null;
  const pattern = new RegExp(`^${source}$`, 'iu');
  return (text) => {
    const found = pattern.exec(text)?.groups;
    return found ? toldBy(found) : null;
  };
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`);
}

function toldBy(found: Record<string, string | undefined>): Told | null {
  const month = found['name'] === undefined ? Number(found['month']) : monthOf(found['name']);
  const hour = found['half'] === undefined ? Number(found['hour'] ?? 0) : hourOf(found['half'], found['noon'] ?? '');
  if (month === undefined || hour === null) return null;
  const wall = {
    year: yearOf(found['year'] ?? ''),
    month,
    day: Number(found['day']),
    hour,
    minute: Number(found['minute'] ?? 0),
    second: Number(found['second'] ?? 0),
    millisecond: millisecondsOf(found['fraction']),
  };
  return { wall, offset: found['offset'] };
}

/** A fraction of a second as whole milliseconds: `5` is a half. */
export function millisecondsOf(fraction: string | undefined): number {
  return Math.floor(Number(`0.${fraction || '0'}`) * 1000);
}

/** Two digits mean 1970 to 2069. */
function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function hourOf(digits: string, noon: string): number | null {
  const hour = Number(digits);
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (/^p/i.test(noon) ? 12 : 0);
}

function countReader(form: (typeof countForms)[number]): FormReader {
  return (text) => {
    if (!/^\d{1,15}(\.\d{1,12})?$/.test(text)) return null;
    const count = Number(text);
    if (form === 'excel days') return { days: count };
    return { instant: form === 'unix seconds' ? Math.round(count * 1000) : Math.round(count) };
  };
}
