import { eachWord, endsWithinWord, searchWords } from '#/base/search-words.ts';
import type { Parameters } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { hasDocuments } from '../schema.ts';

/** Most words that are looked for: more say nothing new. */
const most = 12;

/**
 * Words as the text of a `tsquery`: each must occur, whole, or as a beginning where it is written with a star (`print*`);
 * '' where there are none, as in signs alone. A beginning costs more: the index collects every word that begins so.
 * The portal searches the weights A to C only: what staff alone may read is indexed under D. A title is A.
 */
export function wordsOf(search: string, face: Context['face'], weights = face === 'portal' ? 'ABC' : ''): string {
  const parts = search.split('*');
  const marked = parts.flatMap((part, index) => {
    const begins = index < parts.length - 1 && endsWithinWord(part);
    const words = searchWords(part);
    return words.map((word, place) => {
      const marks = `${begins && place === words.length - 1 ? '*' : ''}${weights}`;
      return `'${word}'${marks === '' ? '' : `:${marks}`}`;
    });
  });
  return [...new Set(marked)].slice(0, most).join(' & ');
}

/** Of fewer letters too many words begin: they are whole ones, but for the last of all, which is still being typed. */
const fewestBegun = 3;

/**
 * A search by somebody who types: each word may be the beginning of one (`certif exp`), but for those of one or two
 * letters, and for what stands in quotes, which is meant as it is written. (In the filter language quotes hold a text
 * together and are gone before it comes here.)
 */
export function whileTyping(search: string): string {
  const parts = search.split('"');
  // A sign that nothing closes is none of a quotation, as behind inches (`24" monitor`), or its text is still being typed.
  const quoted = (place: number) => place % 2 === 1 && place < parts.length - 1;
  const typed = parts
    .map((part, place) => (quoted(place) ? part : begun(part)))
    .join('"')
    .trim();
  return endsWithinWord(typed) && !typed.endsWith('*') ? `${typed}*` : typed;
}

function begun(text: string): string {
  return eachWord(text, (word, rest) => ([...word].length < fewestBegun || rest.startsWith('*') ? word : `${word}*`));
}

/**
 * What is searched for in records of a type: words, or a number as people say it. `INC 1502`, `inc-1502` and `INC1502`
 * are the number INC0001502, which is among the words of its record in this form too.
 */
export function askedOf(type: RecordType, search: string, face: Context['face'], weights?: string): string {
  const said = /^[^\p{L}\p{N}]*([a-z]{2,4})\*?[\s#.:_-]*(0*)([1-9]\d{0,14})(\*?)\s*$/iu.exec(search);
  if (said?.[1]?.toUpperCase() !== type.definition.prefix) return wordsOf(search, face, weights);
  const [, prefix, zeros, digits, star] = said;
  return wordsOf(`${prefix}${star === '*' ? zeros : ''}${digits}${star}`, face, weights);
}

/**
 * The condition that a record's search documents hold all words: those of the record, or those of a message about it.
 * Behind a customer's wall it is asked of what everybody may know of the records within (a view): the documents
 * themselves are closed to the customers' roles.
 */
export function searchCondition(
  ctx: Context,
  type: RecordType,
  alias: string,
  search: string,
  parameters: Parameters,
): string {
  if (!isSearched(type)) return 'true';
  const words = askedOf(type, search, ctx.face);
  if (words === '') return 'false';
  const query = `${parameters.value(words)}::tsquery`;
  if (!hasDocuments(type.definition)) return `${alias}.search @@ ${query}`;
  const holding = `d.kind = '${type.definition.name}' and d.search @@ ${query}`;
  // What records say themselves and what was said about them have an index of words each, in these words.
  const documents =
    ctx.actor.wall.kind === 'staff'
      ? `(select d.item, d.customer from document d where ${holding} and uuid_eq(d.part, d.item)
          union all select d.item, d.customer from document d where ${holding} and uuid_ne(d.part, d.item))`
      : `(select d.item, d.customer from document_public d where ${holding})`;
  return `exists (select from ${documents} d where d.item = ${alias}.id and d.customer = ${alias}.customer)`;
}

/** Whether records of a type have a search document. */
export function isSearched(type: RecordType): boolean {
  return Object.values(type.definition.fields).some((field) => field.search);
}
