import { useMemo } from 'react';
import { useSession } from './session.ts';
import { useText } from './texts.ts';

/** A moment as the API gives it (ISO 8601), or epoch milliseconds. */
export type Moment = string | number | Date;

export interface Formats {
  /** `12 Mar 2026, 14:05`, in the person's zone. */
  moment(at: Moment): string;
  /** `Thursday 12 March 2026 at 14:05 CET`: for titles and for people who need to be sure. */
  momentInFull(at: Moment): string;
  /** `12 Mar`, with the year where it is not this one. */
  day(at: Moment, now?: number): string;
  /** `14:05`. */
  time(at: Moment): string;
  /** `3 minutes ago`, `in 2 hours`, `yesterday`; beyond a week the day. */
  relative(at: Moment, now?: number): string;
  /** The time of today, `tomorrow 9:00`, else the day with its time: for what is to happen. */
  when(at: Moment, now?: number): string;
  /** `2 h 5 min`, at most two units; minus in front of a negative one. */
  duration(milliseconds: number): string;
  /** `1.4 MB` (powers of 1000). */
  bytes(size: number): string;
  number(value: number): string;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The formats of a language and a zone. An unknown zone falls back to the browser's. */
export function formatsOf(language: string, timeZone?: string | null): Formats {
  const zone = knownZone(timeZone);
  const tag = regionalTag(language);
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone: zone, ...options });
  const momentFormat = dates({ dateStyle: 'medium', timeStyle: 'short' });
  const fullFormat = dates({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const dayFormat = dates({ day: 'numeric', month: 'short' });
  const yearFormat = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const timeFormat = dates({ hour: 'numeric', minute: '2-digit' });
  const keyFormat = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const relativeFormat = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const units = ['day', 'hour', 'minute', 'second'] as const;
  const unitFormats = units.map((unit) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short' }));
  const plain = new Intl.NumberFormat(tag);

  /** Whole calendar days from now, as the person's calendar counts them. */
  const daysFrom = (at: Moment, now: number) =>
    Math.round((Date.parse(keyFormat.format(new Date(at))) - Date.parse(keyFormat.format(now))) / day);

  const dayOf = (at: Moment, now = Date.now()) => {
    const date = new Date(at);
    const sameYear = keyFormat.format(date).slice(0, 4) === keyFormat.format(now).slice(0, 4);
    return (sameYear ? dayFormat : yearFormat).format(date);
  };

  return {
    moment: (at) => momentFormat.format(new Date(at)),
    momentInFull: (at) => fullFormat.format(new Date(at)),
    day: dayOf,
    time: (at) => timeFormat.format(new Date(at)),
    relative(at, now = Date.now()) {
      const distance = new Date(at).getTime() - now;
      const far = Math.abs(distance);
      if (far < minute) return relativeFormat.format(0, 'second');
      if (far < hour) return relativeFormat.format(Math.trunc(distance / minute), 'minute');
      const days = daysFrom(at, now);
      if (far < day && Math.abs(days) <= 1) return relativeFormat.format(Math.trunc(distance / hour), 'hour');
      return Math.abs(days) <= 7 ? relativeFormat.format(days, 'day') : dayOf(at, now);
    },
    when(at, now = Date.now()) {
      const date = new Date(at);
      const days = daysFrom(at, now);
      if (days === 0) return timeFormat.format(date);
      const named = Math.abs(days) === 1 ? relativeFormat.format(days, 'day') : dayOf(at, now);
      return `${named} ${timeFormat.format(date)}`;
    },
    duration(milliseconds) {
      const seconds = Math.round(Math.abs(milliseconds) / 1000);
      const parts = [
        Math.floor(seconds / 86_400),
        Math.floor(seconds / 3600) % 24,
        Math.floor(seconds / 60) % 60,
        seconds % 60,
      ];
      const first = parts.findIndex((part) => part > 0);
      const from = first === -1 ? 3 : first;
      const said = parts
        .slice(from, from + 2)
        .map((part, index) => (part > 0 || index === 0 ? unitFormats[from + index]?.format(part) : ''));
      return (milliseconds < 0 ? '−' : '') + said.filter(Boolean).join(' ');
    },
    bytes(size) {
      const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
      const step = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
      return new Intl.NumberFormat(tag, {
        style: 'unit',
        unit: sizes[step] ?? 'byte',
        unitDisplay: 'short',
        maximumFractionDigits: step > 1 ? 1 : 0,
      }).format(size / 1000 ** step);
    },
    number: (value) => plain.format(value),
  };
}

/** The formats of the person who is signed in: their language, their zone. */
export function useFormats(): Formats {
  const { session } = useSession();
  const { language } = useText();
  const zone = session?.person.timeZone;
  return useMemo(() => formatsOf(language, zone), [language, zone]);
}

/** The language as the person's own country writes it: `14:05` or `2:05 PM`. */
function regionalTag(language: string): string {
  const wished = globalThis.navigator?.languages.find((tag) => tag === language || tag.startsWith(`${language}-`));
  return wished ?? (language === 'en' ? 'en-GB' : language);
}

/** The zone of the browser; one that knows none says a bare offset or UTC. */
export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function knownZone(zone: string | null | undefined): string | undefined {
  if (!zone) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
