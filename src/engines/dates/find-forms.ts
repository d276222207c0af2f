import { isWeekday, monthOf } from './calendar-words.ts';
import { offsetPattern } from './date-form.ts';
import { instantReader } from './instant.ts';

/** The forms that times of a source are in besides ISO 8601. */
export interface FoundForms {
  /** Forms that read the texts; empty where none are needed, none is known, or a person has to choose. */
  forms: readonly string[];
  /** Where day and month cannot be told apart: the forms with either first. A person has to say which. */
  choices: readonly (readonly string[])[];
  /** Texts that no form reads. */
  unread: readonly string[];
}

const time = new RegExp(
  String.raw`(\d{1,2}):(\d\d)(?::(\d\d)(?:([.,])(\d{1,9}))?)?(\s*)([ap]\.?\s?m\.?(?![\p{L}]))?(?:(\s*)(${offsetPattern}))?`,
  'iu',
);
type Order = 'day-first' | 'month-first';
const mostForms = 6;

/** The form of one text, with day or month first where that is open; null where it has none that is known. */
export function formOf(text: string, order: Order): string | null {
  const value = text.trim().replaceAll(/\s+/g, ' ');
  if (/^\d+(\.\d+)?$/.test(value)) return countFormOf(value);
  const clock = time.exec(value);
  const before = clock ? value.slice(0, clock.index) : value;
  const after = clock ? value.slice(clock.index + clock[0].length) : '';
  const parts = [...`${before}\uE000${after}`.matchAll(/\d+|\p{L}+\.?|\uE000|[^\d\p{L}\uE000]+/gu)].map(
    ([part]) => part,
  );
  const named = parts.some((part) => monthOf(part) !== undefined);
  const names = namesOfNumbers(
    parts.filter((part) => /^\d+$/.test(part)),
    named,
    order,
  );
  if (names === null) return null;
  const form = parts.map((part) => {
    if (part === '\uE000') return clock ? clockFormOf(clock) : '';
    if (/^\d/.test(part)) return names.shift() ?? '';
    if (!/^\p{L}/u.test(part)) return part.replaceAll("'", '');
    if (monthOf(part) !== undefined) return 'MMM';
    return isWeekday(part) ? 'EEE' : `'${part}'`;
  });
  return form.join('').trim();
}

function countFormOf(digits: string): string | null {
  const count = Number(digits);
  if (/^\d{8}$/.test(digits) && /^(19|20|21)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(digits)) return 'yyyyMMdd';
  if (count >= 3e8 && count < 5e9) return 'unix seconds';
  if (count >= 3e11 && count < 5e12) return 'unix milliseconds';
  return count >= 20_000 && count < 80_000 ? 'excel days' : null;
}

function clockFormOf([, , , second, mark, fraction, gap = '', noon, space = '', offset]: RegExpExecArray): string {
  const seconds = second === undefined ? '' : `:ss${fraction === undefined ? '' : `${mark}SSS`}`;
  const half = noon === undefined ? gap : `${gap}a${space}`;
  return `${noon === undefined ? 'H' : 'h'}:mm${seconds}${half}${offset === undefined ? '' : 'X'}`;
}

/** What the numbers of a date are, in their order; null where there are too few or too many. */
function namesOfNumbers(numbers: readonly string[], named: boolean, order: Order): string[] | null {
  const year = numbers.findIndex((number) => number.length === 4);
  if (numbers.some((number) => number.length > 2 && number.length !== 4)) return null;
  if (named) {
    if (numbers.length !== 2) return null;
    if (year >= 0) return year === 0 ? ['yyyy', 'd'] : ['d', 'yyyy'];
    return ['d', 'yy'];
  }
  if (numbers.length !== 3 || year === 1) return null;
  if (year === 0) return ['yyyy', 'M', 'd'];
  return [...(order === 'day-first' ? ['d', 'M'] : ['M', 'd']), year === 2 ? 'yyyy' : 'yy'];
}

function formsOf(texts: readonly string[], order: Order): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const form = formOf(text, order);
    if (form !== null) counts.set(form, (counts.get(form) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, mostForms)
    .map(([form]) => form);
}

/**
 * The forms of a source's times, by as many of its texts as are known. Dates with full stops have their day first;
 * where else day and month could be either in all texts, a person has to say which it is.
 */
export function findForms(texts: readonly string[]): FoundForms {
  const plain = instantReader({});
  const others = [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== '' && plain(text) === null);
  if (others.length === 0) return { forms: [], choices: [], unread: [] };
  const tried = (['day-first', 'month-first'] as const).map((order) => {
    const forms = formsOf(others, order).filter(isReadable);
    const read = instantReader({ forms });
    return { forms, unread: others.filter((text) => read(text) === null) };
  });
  const [day = { forms: [], unread: others }, month = day] = tried;
  const open = day.forms.some((form) => /\b[dM]{1,2}[/ -]{1,2}[dM]{1,2}\b/.test(form));
  if (month.unread.length < day.unread.length) return { ...month, choices: [] };
  if (!open || day.unread.length < month.unread.length || day.unread.length === others.length)
    return { ...day, choices: [] };
  const choices = [day.forms, month.forms];
  const american = day.forms.some((form) => form.replaceAll(/'[^']*'/g, '').includes('a'));
  return { forms: [], choices: american ? choices.toReversed() : choices, unread: day.unread };
}

function isReadable(form: string): boolean {
  try {
    instantReader({ forms: [form] });
    return true;
  } catch {
    return false;
  }
}
