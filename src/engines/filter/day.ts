const dayLength = 86_400_000;
/** The first instant of the year 1000 and of the year 10000: every moment a filter can name lies between. */
export const earliest = -30_610_224_000_000;
export const latest = 253_402_300_800_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The formatter of a zone, or null for UTC and for names that are no zone (which count as UTC). */
function formatterOf(zone: string): Intl.DateTimeFormat | null {
  if (zone === 'UTC') return null;
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  try {
    const formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
    return formatter;
  } catch {
    return null;
  }
}

/** What has to be added to an instant to read its local time as if it were UTC, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const formatter = formatterOf(zone);
  if (formatter === null) return 0;
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(instant)) part[type] = Number(value);
  const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second);
  return local - Math.floor(instant / 1000) * 1000;
}

/** Whether a text is a date of the calendar between the years 1000 and 9999. */
export function isDate(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  // Some engines roll 31 February over into March instead of refusing it.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** The epoch milliseconds of an ISO 8601 instant with its offset, or null. The offset is required: 10:00 of whom? */
export function readInstant(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/i.exec(
    text,
  );
  if (match === null || !isDate(match[1] ?? '')) return null;
  const instant = Date.parse(text.toUpperCase());
  return instant >= earliest && instant < latest ? instant : null;
}

/** An instant as ISO 8601 in UTC, without the milliseconds when they are zero. */
export function writeInstant(instant: number): string {
  // The bound after the last day of 9999 has a year of five digits, which PostgreSQL reads without ISO's sign.
  return new Date(instant).toISOString().replace('.000Z', 'Z').replace(/^\+0/, '');
}

/** The local date of an instant, `YYYY-MM-DD`. */
export function localDate(instant: number, zone: string): string {
  return new Date(clamp(instant + offsetAt(instant, zone))).toISOString().slice(0, 10);
}

/** The date a number of days later or earlier, kept between the years 1000 and 9999. */
export function addDays(date: string, days: number): string {
  return new Date(clamp(Date.parse(`${date}T00:00:00Z`) + days * dayLength)).toISOString().slice(0, 10);
}

/**
 * The first instant of a local date. When clocks jump over midnight the day starts with the jump; when midnight comes
 * twice it starts with the first.
 */
export function startOfDay(date: string, zone: string): number {
  return startOf(Date.parse(`${date}T00:00:00Z`), zone);
}

/** The first instant after a local date. */
export function endOfDay(date: string, zone: string): number {
  return startOf(Date.parse(`${date}T00:00:00Z`) + dayLength, zone);
}

// Asking Intl costs 8 µs and `today` asks five times a record; few days are asked for, over and over.
const starts = new Map<string, number>();

function startOf(midnight: number, zone: string): number {
  const key = `${zone} ${midnight}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  if (starts.size >= 1000) starts.clear();
  const start = findStart(midnight, zone);
  starts.set(key, start);
  return start;
}

function findStart(midnight: number, zone: string): number {
  const before = offsetAt(midnight - dayLength, zone);
  const after = offsetAt(midnight + dayLength, zone);
  const candidates = [midnight - before, midnight - after].toSorted((a, b) => a - b);
  const exact = candidates.find((candidate) => candidate + offsetAt(candidate, zone) === midnight);
  return Math.min(Math.max(exact ?? midnight - before, earliest), latest);
}

/** An instant moved into the range a filter can name. */
export function clamp(instant: number): number {
  return Math.min(Math.max(instant, earliest), latest - 1);
}
