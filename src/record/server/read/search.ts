import { quote } from '#/platform/database/build.ts';
import type { Parameters } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { documentTableOf } from '../schema.ts';

/**
 * Words as a `to_tsquery` text: each must occur, whole, or as a beginning where it is written with a star (`print*`).
 * A beginning costs more: the index collects every word that begins so, for each customer apart.
 * The portal searches the weights A to C only: what staff alone may read is indexed under D.
 */
export function wordsOf(search: string, face: Context['face']): string {
  const words = (search.normalize('NFC').match(/[\p{L}\p{N}]+\*?/gu) ?? []).slice(0, 12);
  const weights = face === 'portal' ? 'ABC' : '';
  return words
    .map((word) => {
      const begins = word.endsWith('*');
      const marks = `${begins ? '*' : ''}${weights}`;
      return `'${begins ? word.slice(0, -1) : word}'${marks === '' ? '' : `:${marks}`}`;
    })
    .join(' & ');
}

/** A search by somebody who may still be typing: its last word is the beginning of one. */
export function whileTyping(search: string): string {
  return /[\p{L}\p{N}]$/u.test(search.trim()) ? `${search.trim()}*` : search;
}

/**
 * The condition that a record's search document holds all words. Behind a customer's wall it is asked of what everybody
 * may know of the records within (a view): the documents themselves are closed to the customers' roles.
 */
export function searchCondition(
  ctx: Context,
  type: RecordType,
  alias: string,
  search: string,
  parameters: Parameters,
): string {
  const words = wordsOf(search, ctx.face);
  if (words === '' || !isSearched(type)) return 'true';
  const query = `to_tsquery('mainstay', ${parameters.value(words)})`;
  const table = documentTableOf(type.definition);
  if (table === null) return `${alias}.search @@ ${query}`;
  const document = quote(ctx.actor.wall.kind === 'staff' ? table : `${table}_public`);
  return `exists (select from ${document} d where d.id = ${alias}.id and d.customer = ${alias}.customer and d.search @@ ${query})`;
}

/** Whether records of a type have a search document. */
function isSearched(type: RecordType): boolean {
  return Object.values(type.definition.fields).some((field) => field.search);
}
