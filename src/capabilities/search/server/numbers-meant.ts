import { numberKey } from '#/base/number.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';

/** Digits in a number that was given out here. */
const digitsOfOurs = 7;

/** Which records of a kind somebody may mean by a number. */
export interface NumbersMeant {
  /** Numbers as they compare (`numberKey`). */
  exact: string[];
  /** What a number may begin with while it is typed; null where it looks like none. */
  beginning: string | null;
}

/**
 * The numbers that are meant by `INC0001502`, `inc 1502`, `INC-1502`, `#1502` or `1502`: the text itself, since imported
 * numbers look like anything, and what this kind would call it.
 */
export function numbersMeant({ prefix }: Pick<RecordDefinition, 'prefix'>, typed: string): NumbersMeant {
  const text = typed.trim();
  const said = /^#?\s*([a-z]{2,4})?[\s#.:_-]*(\d{1,15})$/i.exec(text);
  const own = said && (said[1] === undefined || said[1].toUpperCase() === prefix);
  const ours = own ? `${prefix}${(said[2] as string).replace(/^0+(?=\d)/, '').padStart(digitsOfOurs, '0')}` : null;
  const exact = [...new Set([numberKey(text), ...(ours === null ? [] : [ours])])];
  return { exact, beginning: /^[a-z]{2,4}\d{1,15}$/i.test(text) ? text : null };
}
