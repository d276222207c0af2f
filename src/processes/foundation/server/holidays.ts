import Holidays from 'date-holidays';

export interface Holiday {
  date: string;
  name: string;
}

/**
 * Public holidays of a country or region (`SK`, `DE-BY`) for some years, as a proposal: an administrator sees them
 * before they count. Only days that are public holidays; a region without its own list has its country's.
 */
export function publicHolidays(country: string, years: readonly number[], language: string): Holiday[] {
  const [code, region] = country.split('-');
  const source = region ? new Holidays(code ?? '', region) : new Holidays(code ?? '');
  source.setLanguages([language, 'en']);
  const found = new Map<string, string>();
  for (const year of years) {
    for (const holiday of source.getHolidays(year)) {
      if (holiday.type !== 'public') continue;
      const date = holiday.date.slice(0, 10);
      if (!found.has(date)) found.set(date, holiday.name);
    }
  }
  return [...found].map(([date, name]) => ({ date, name })).toSorted((a, b) => (a.date < b.date ? -1 : 1));
}
