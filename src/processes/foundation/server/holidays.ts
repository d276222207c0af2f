import Holidays from 'date-holidays';
import { DAY, HOUR, dateOfDay, dayNumber } from '#/base/time.ts';

export interface Holiday {
  date: string;
  name: string;
}

/**
 * Public holidays of a country or region (`SK`, `DE-BY`) for some years, as a proposal: an administrator sees them
 * before they count. Only whole days that are public holidays; a region without its own list has its country's.
 */
export function publicHolidays(country: string, years: readonly number[], language: string): Holiday[] {
  const [code, region] = country.split('-');
  const source = region ? new Holidays(code ?? '', region) : new Holidays(code ?? '');
  source.setLanguages([language, 'en']);
  const found = new Map<string, string>();
  for (const year of years) {
    for (const holiday of source.getHolidays(year)) {
      if (holiday.type !== 'public') continue;
      for (const date of wholeDays(holiday)) if (!found.has(date)) found.set(date, holiday.name);
    }
  }
  return [...found].map(([date, name]) => ({ date, name })).toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/**
 * The days that a holiday fills. A feast of several days is one entry, dated with its first day (New Year in Romania, Eid
 * al-Fitr); half a day begins at noon (New Year's Eve on the Faroes) and is none: work goes on before it. Feasts that
 * begin at sunset have the evening before them in `start` and `end`, so that only the length of those counts.
 */
function wholeDays({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const first = dayNumber(date.slice(0, 10)) ?? 0;
  // A day on which clocks are set has 23 hours.
  const days = Math.floor((end.getTime() - start.getTime() + HOUR) / DAY);
  return Array.from({ length: days }, (_, n) => dateOfDay(first + n));
}
