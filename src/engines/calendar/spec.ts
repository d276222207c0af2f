/** Opening hours within one local day: 'HH:MM' to 'HH:MM' or '24:00'. The end is not included. */
export type Interval = { from: string; to: string };

/**
 * Working hours as people write them.
 * - `zone`: IANA name; an offset is refused.
 * - `week`: seven lists of intervals, Monday first.
 * - `holidays`: local dates 'YYYY-MM-DD' that are closed.
 * - `exceptions`: local dates with hours of their own; they override both the weekday and a holiday.
 */
export type CalendarSpec = {
  zone: string;
  week: Interval[][];
  holidays: string[];
  exceptions: { date: string; intervals: Interval[] }[];
};

/** Versions of a calendar. Each is in force from its instant on; before the first one, the first one is. */
export type CalendarHistory = { from: number; spec: CalendarSpec }[];

/** A calendar that is always open, in a zone. */
export function aroundTheClock(zone: string): CalendarSpec {
  const week = Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]);
  return { zone, week, holidays: [], exceptions: [] };
}
