import type { Filter, Value } from './ast.ts';
import { isDate, readInstant } from './day.ts';

const bareWord = /^[A-Za-z][\w-]*$/;
const keywords: ReadonlySet<string> = new Set(
  'and or not in is empty null has starts between true false me my now today'.split(' '),
);

/** Whether a word means something to the language, so that as a value it has to stand in quotes. */
export function isKeyword(word: string): boolean {
  return keywords.has(word.toLowerCase());
}

/** The canonical text of a filter: parsing it under the same schema gives the same filter. */
export function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'always':
      return String(filter.value);
    case 'and':
    case 'or':
      return filter.of.map((part) => group(part, filter.kind)).join(` ${filter.kind} `);
    case 'not':
      return `not ${group(filter.of, 'not')}`;
    case 'predicate':
      return `is:${filter.name}`;
    case 'words':
      return filter.words.map((word) => quote(word, '"')).join(' ');
    case 'condition': {
      const { field, operator, values } = filter;
      if (values.length === 0 && operator.startsWith('is ')) return `${field} ${operator}`;
      if (operator === 'in' || operator === 'not in') return `${field} ${operator} ${formatList(values)}`;
      return `${field} ${operator} ${values.map(formatValue).join(' and ')}`;
    }
  }
}

/** Brackets wherever two levels meet, except an `and` inside an `or`, which everybody reads right. */
function group(part: Filter, inside: 'and' | 'or' | 'not'): string {
  const brackets = part.kind === 'or' || (part.kind === 'and' && inside !== 'or');
  return brackets ? `(${formatFilter(part)})` : formatFilter(part);
}

function formatList(values: readonly Value[]): string {
  const [only] = values;
  if (values.length === 1 && typeof only === 'object' && 'actor' in only) return formatValue(only);
  return `(${values.map(formatValue).join(', ')})`;
}

function formatValue(value: Value): string {
  if (typeof value === 'string') return isDate(value) || readInstant(value) !== null ? value : quote(value, "'");
  if (typeof value !== 'object') return String(value);
  if ('actor' in value) return value.actor === 'me' ? 'me' : `my.${value.actor}`;
  if ('name' in value) return quote(value.name, "'", true);
  if (value.amount === 0) return value.relative;
  return `${value.relative}${value.amount < 0 ? '-' : '+'}${Math.abs(value.amount)}${value.unit}`;
}

function quote(text: string, mark: string, always = false): string {
  if (!always && bareWord.test(text) && !isKeyword(text)) return text;
  return mark + text.replaceAll(mark, mark + mark) + mark;
}
