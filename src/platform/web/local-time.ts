import { dayNumber, instantOf, isZone, localOf, startOfDay } from '#/base/time.ts';

/** An ISO instant as a `datetime-local` input shows it, in the person's zone, as everything else that they read. */
export function toLocal(instant: string, timeZone: string | null | undefined): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : new Date(localOf(zoneOr(timeZone), at)).toISOString().slice(0, 16);
}

/** The instant that a `datetime-local` input means in the person's zone; null when it is empty. */
export function fromLocal(local: string, timeZone: string | null | undefined): string | null {
  const at = Date.parse(`${local}Z`);
  return Number.isNaN(at) ? null : new Date(instantOf(zoneOr(timeZone), at, 'first')).toISOString();
}

/** The instant at which a day of the person's begins, or one so many days later; null where the text is no day. */
export function startOfLocalDay(date: string, timeZone: string | null | undefined, later = 0): string | null {
  const day = dayNumber(date);
  return day === null ? null : new Date(startOfDay(zoneOr(timeZone), day + later)).toISOString();
}

/** The browser's own where the person has none; a browser that knows none either counts in UTC. */
function zoneOr(timeZone: string | null | undefined): string {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isZone(zone) ? zone : 'UTC';
}
