import { formatFilter } from './format.ts';
import { operatorsOf, type FieldType, type FilterSchema } from './schema.ts';
import { tokenize, type Token } from './tokens.ts';

/** What may stand where somebody is typing. */
export type Place =
  | { expects: 'field' }
  | { expects: 'operator'; field: string }
  | { expects: 'value'; field: string; inList: boolean }
  | { expects: 'connective' };

/** The place, and the part of the text that a suggestion takes the place of. */
export interface Completing {
  place: Place;
  /** What is typed of it already. */
  prefix: string;
  from: number;
  to: number;
}

const connectives: ReadonlySet<string> = new Set(['and', 'or']);

/** Where the cursor stands in a text; null inside of what cannot be told apart, such as an open quotation far away. */
export function placeAt(text: string, cursor: number, schema: FilterSchema): Completing | null {
  const before = text.slice(0, cursor);
  const { tokens, problem } = tokenize(before);
  // An open quotation mark: what stands behind it is the beginning of a value.
  const open = problem?.code === 'filter.unclosed-string' ? problem.at : null;
  const read = tokens.filter(({ kind }) => kind !== 'end');
  const last = read.at(-1);
  const typing = open === null && last?.kind === 'word' && last.at + last.length === cursor ? last : null;
  const place = placeBehind(typing ? read.slice(0, -1) : read, schema);
  if (open !== null) {
    return place.expects === 'value' ? { place, prefix: before.slice(open + 1), from: open, to: cursor } : null;
  }
  return { place, prefix: typing?.text ?? '', from: typing?.at ?? cursor, to: cursor };
}

function placeBehind(tokens: readonly Token[], schema: FilterSchema): Place {
  let place: Place = { expects: 'field' };
  let range = false;
  for (const { kind, text } of tokens) {
    const word = kind === 'word' ? text.toLowerCase() : '';
    if (place.expects === 'connective') {
      if (connectives.has(word)) place = { expects: 'field' };
    } else if (place.expects === 'field') {
      const known = kind === 'word' && Object.hasOwn(schema.fields, text);
      if (known) place = { expects: 'operator', field: text };
      else if (word.startsWith('is:') || text === ')') place = { expects: 'connective' };
    } else if (place.expects === 'operator') {
      range = word === 'between';
      if (word === 'empty' || word === 'null') place = { expects: 'connective' };
      else if (word !== 'not' && word !== 'is') place = { expects: 'value', field: place.field, inList: false };
    } else if (text === '(' && kind === 'symbol') place = { expects: 'value', field: place.field, inList: true };
    else if (text === ')' && kind === 'symbol') place = { expects: 'connective' };
    else if (range && word === 'and') range = false;
    else if (!place.inList && !range) place = { expects: 'connective' };
  }
  return place;
}

/** The comparisons that a field takes, as they are typed. */
export function operatorsFor(type: FieldType): readonly string[] {
  return operatorsOf[type.type].map((operator) => (operator.endsWith('in') ? `${operator} (` : operator));
}

/** A value as it is written into a filter. */
export const written = (field: string, value: string | number | boolean): string =>
  formatFilter({ kind: 'condition', field, operator: '=', values: [value] }).slice(`${field} = `.length);

/** A record as it is written into a filter: by its name, always in quotation marks. */
export const writtenName = (name: string): string => `'${name.replaceAll("'", "''")}'`;
