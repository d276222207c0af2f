import { quote } from '#/platform/database/build.ts';
import type { Parameters } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';

/**
 * Words as a `to_tsquery` text: each must occur, the last one as a prefix, since a person may still be typing.
 * The portal searches the weights A to C only: what staff alone may read is indexed under D.
 */
export function wordsOf(search: string, face: Context['face']): string {
  const words = search
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 12);
  const weights = face === 'portal' ? 'ABC' : '';
  return words
    .map((word, index) => {
      const marks = `${index === words.length - 1 ? '*' : ''}${weights}`;
      return `'${word}'${marks === '' ? '' : `:${marks}`}`;
    })
    .join(' & ');
}

/** The condition that a record's search document holds all words. */
export function searchCondition(
  ctx: Context,
  type: RecordType,
  alias: string,
  search: string,
  parameters: Parameters,
): string {
  const words = wordsOf(search, ctx.face);
  if (words === '') return 'true';
  if (!Object.values(type.definition.fields).some((field) => field.search)) return 'true';
  return `${alias}.${quote('search')} @@ to_tsquery('mainstay', ${parameters.value(words)})`;
}
