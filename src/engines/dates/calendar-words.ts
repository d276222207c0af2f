import { fold } from '#/base/fold.ts';

/** Languages whose names of months and days are known; where a name means two things the first language has it. */
const languages = ['en', 'sk', 'cs', 'de', 'fr', 'pl', 'hu', 'es', 'it', 'pt', 'nl'];

/** A name without case, accents and full stops: `Mär.` → mar. */
export const bare = (name: string): string => fold(name).replaceAll('.', '').trim();

function namesOf(part: 'month' | 'weekday', dates: readonly number[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const language of languages) {
    for (const style of ['long', 'short'] as const) {
      // Names differ beside a day: marec, but 1. marca.
      for (const beside of [{}, { day: 'numeric' }] as const) {
        const format = new Intl.DateTimeFormat(language, { timeZone: 'UTC', [part]: style, ...beside });
        for (const [nth, date] of dates.entries()) {
          const text = format.formatToParts(date).find(({ type }) => type === part)?.value ?? '';
          const name = bare(text);
          if (/^\p{L}+$/u.test(name) && !names.has(name)) names.set(name, nth + 1);
        }
      }
    }
  }
  return names;
}

// Source: Unicode CLDR, as the platform has it. "Sept" is written besides "Sep".
let months: ReadonlyMap<string, number> | undefined;
let weekdays: ReadonlyMap<string, number> | undefined;

/** The number of the month that a name means, full or short, in one of the languages. */
export function monthOf(name: string): number | undefined {
  months ??= new Map([
    ...namesOf(
      'month',
      Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 15)),
    ),
    ['sept', 9],
  ]);
  return months.get(bare(name));
}

/** Whether a name is one of a day of the week. */
export function isWeekday(name: string): boolean {
  weekdays ??= namesOf(
    'weekday',
    Array.from({ length: 7 }, (_, day) => Date.UTC(2024, 0, 1 + day)),
  );
  return weekdays.has(bare(name));
}
