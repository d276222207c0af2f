import type { Context } from '#/record/server/context.ts';
import { ensure } from '#/record/server/ensure.ts';
import { publicHolidays } from '../server/holidays.ts';

/** What a seed is told: the language that names are given in, and the country whose holidays count. */
export interface SeedOptions {
  language: 'en' | 'sk';
  country: string;
  timeZone: string;
}

const names = {
  en: { hours: 'Working hours', always: 'Around the clock', desk: 'Service desk', second: 'Specialists' },
  sk: { hours: 'Pracovný čas', always: 'Nepretržite', desk: 'Stredisko podpory', second: 'Špecialisti' },
} as const;

/** Categories that fit most desks, with their Slovak names. */
const categories: readonly [string, string][] = [
  ['Hardware', 'Hardvér'],
  ['Software', 'Softvér'],
  ['Network', 'Sieť'],
  ['E-mail and calendar', 'E-mail a kalendár'],
  ['Accounts and access', 'Účty a prístupy'],
  ['Printing', 'Tlač'],
  ['Telephony', 'Telefónia'],
  ['Security', 'Bezpečnosť'],
  ['Other', 'Iné'],
];

const workday = [
  { from: '08:00', to: '12:00' },
  { from: '12:30', to: '16:30' },
];
const wholeDay = [{ from: '00:00', to: '24:00' }];

/** Hours, a first group and categories: enough to take a case on the first day. */
export async function seedFoundation(
  ctx: Context,
  options: SeedOptions,
): Promise<{ hours: string; always: string; desk: string; second: string }> {
  const name = names[options.language];
  const year = new Date(ctx.now).getUTCFullYear();
  const holidays = publicHolidays(options.country, [year - 1, year, year + 1, year + 2], options.language);
  const from = new Date(Date.UTC(2000, 0, 1)).toISOString();
  const hours = await ensure(ctx, 'calendar', 'name', {
    name: name.hours,
    timeZone: options.timeZone,
    holidayCountry: options.country,
    versions: [{ from, week: [workday, workday, workday, workday, workday, [], []], holidays, exceptions: [] }],
  });
  const always = await ensure(ctx, 'calendar', 'name', {
    name: name.always,
    timeZone: options.timeZone,
    versions: [{ from, week: Array.from({ length: 7 }, () => wholeDay), holidays: [], exceptions: [] }],
  });
  for (const [english, slovak] of categories) {
    await ensure(ctx, 'category', 'name', { name: english, nameSk: slovak });
  }
  const desk = await ensure(ctx, 'group', 'name', { name: name.desk, tier: 1 });
  const second = await ensure(ctx, 'group', 'name', { name: name.second, tier: 2 });
  return { hours, always, desk, second };
}
