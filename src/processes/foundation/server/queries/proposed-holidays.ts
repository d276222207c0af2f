import Holidays from 'date-holidays';
import { message, Refusal } from '#/base/refusal.ts';
import type { Context } from '#/record/server/context.ts';
import { publicHolidays } from '../holidays.ts';
import type { Holiday } from '../holidays.ts';

/** A country whose public holidays are known, with its regions. */
export interface HolidayCountry {
  code: string;
  name: string;
}

const countryCode = /^[A-Z]{2}(-[A-Z0-9]{1,4})?$/;

/** Countries, or the regions of one, whose holidays can be proposed, by name. */
export function holidayPlaces(ctx: Context, country?: string): HolidayCountry[] {
  const source = new Holidays();
  const { language } = ctx.actor;
  const found = (country ? source.getStates(country, language) : source.getCountries(language)) as
    | Record<string, string>
    | undefined;
  const names = regionNames(language);
  return Object.entries(found ?? {})
    .map(([code, name]) => ({
      code: country ? `${country}-${code}` : code,
      name: country ? name : (names(code) ?? name),
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name, language));
}

function regionNames(language: string): (code: string) => string | undefined {
  const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  return (code) => {
    try {
      return names.of(code);
    } catch {
      return undefined;
    }
  };
}

/** The public holidays of a country for some years, as a proposal: nothing is stored. */
export function proposedHolidays(
  ctx: Context,
  { country, from, years }: { country: string; from: number; years: number },
): Holiday[] {
  if (!countryCode.test(country)) throw new Refusal('bad-request', message('field.not-country'));
  const wanted = Array.from({ length: years }, (_, index) => from + index);
  return publicHolidays(country, wanted, ctx.actor.language);
}
