import { minuteOfDay } from '#/base/time.ts';
import type { CalendarVersion, OpenInterval } from '#/processes/foundation/shared/calendar.ts';

const workday: readonly OpenInterval[] = [
  { from: '08:00', to: '12:00' },
  { from: '12:30', to: '16:30' },
];

/** Hours that a new calendar begins with: five working days with a break, from before anything was recorded. */
export function freshVersion(): CalendarVersion {
  return {
    from: '2000-01-01T00:00:00Z',
    week: Array.from({ length: 7 }, (_, day) => (day < 5 ? [...workday] : [])),
    holidays: [],
    exceptions: [],
  };
}

/** `8`, `8.30`, `830`, `24` → `08:00`, `08:30`, `08:30`, `24:00`; what is no time of a day stays as it was typed. */
export function asTime(typed: string): string {
  const [, hours, minutes = ''] = /^(\d{1,2})(?:[:.,h ]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  if (hours === undefined) return typed;
  const minute = Number(minutes || 0);
  const hour = Number(hours);
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return typed;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** Open minutes of a day. */
export const openMinutes = (intervals: readonly OpenInterval[]): number =>
  intervals.reduce((sum, { from, to }) => sum + Math.max(0, (minuteOfDay(to) ?? 0) - (minuteOfDay(from) ?? 0)), 0);

/** The local date of an instant in a zone, `YYYY-MM-DD`. */
export function localDate(instant: string, zone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
}
