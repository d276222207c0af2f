import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { phoneDigits } from './phone-digits.ts';

/**
 * The digits by which a telephone number that somebody types is found, national forms as people here write them; none
 * where the text is no telephone number.
 */
export async function digitsTyped(ctx: Context, typed: string): Promise<string[]> {
  if (phoneDigits(typed, []).length === 0) return [];
  return phoneDigits(typed, /^[\d(]/.test(typed.trim()) ? await countries(ctx) : []);
}

/** The condition that a column's telephone number has digits in it: the expression of its index, to the letter. */
export const hasDigits = (column: string, digits: string, value: (parameter: unknown) => string): string =>
  `regexp_replace(${column}, '[^0-9]', '', 'g') like ${value(`%${digits}%`)}`;

/** Countries whose national numbers people here write: those of organisations, places and holidays, the usual ones first. */
async function countries(ctx: Context): Promise<string[]> {
  const rows = await runRead<{ country: string }>(ctx, {
    sql: `select country from (
        select country from organisation union all select country from location
        union all select left(holiday_country, 2) from work_calendar) said
      where country is not null group by country order by count(*) desc, country limit 10`,
    parameters: [],
  });
  return rows.map(({ country }) => country);
}
