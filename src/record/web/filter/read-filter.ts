import { allOf, formatFilter, parseFilter } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem, Value } from '#/engines/filter/filter.ts';
import type { Translate } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { fieldOf } from '../definitions.tsx';
import type { TypeShape } from '../definitions.tsx';
import { single } from '../words.ts';
import type { Words } from '../words.ts';
import { filterSchemaOf } from './filter-schema.ts';

export type ReadFilter = { ok: true; parts: readonly Filter[] } | { ok: false; problems: readonly FilterProblem[] };

/** Reads typed text into the parts that all have to hold: each is a chip. */
export function readFilter(type: TypeShape, text: string): ReadFilter {
  if (text.trim() === '') return { ok: true, parts: [] };
  const parsed = parseFilter(text, filterSchemaOf(type, text));
  if (!parsed.ok) return { ok: false, problems: parsed.problems };
  return { ok: true, parts: parsed.filter.kind === 'and' ? parsed.filter.of : [parsed.filter] };
}

/** The parts as text again. */
export const writeFilter = (parts: readonly Filter[]): string => (parts.length === 0 ? '' : formatFilter(allOf(parts)));

/** A part in words, as its chip says it: `Priority ≤ 2`, `Group: Service desk`, `Late or Impact: 1`. */
export function partInWords(part: Filter, type: TypeShape, names: Names, words: Words, t: Translate): string {
  const inWords = (inner: Filter) => partInWords(inner, type, names, words, t);
  switch (part.kind) {
    case 'words':
      return `“${part.words.join(' ')}”`;
    case 'predicate': {
      const said = t(`filter.is.${part.name}`);
      return said.startsWith('filter.is.') ? part.name : said;
    }
    case 'and':
      return part.of
        .map((inner) => (inner.kind === 'or' ? `(${inWords(inner)})` : inWords(inner)))
        .join(t('filter.and'));
    case 'or':
      return part.of
        .map((inner) => (inner.kind === 'and' ? `(${inWords(inner)})` : inWords(inner)))
        .join(t('filter.or'));
    case 'not':
      return t('filter.not-so', { part: inWords(part.of) });
    case 'condition':
      return conditionInWords(part, type, names, words, t);
    default:
      return formatFilter(part);
  }
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function conditionInWords(
  part: Filter & { kind: 'condition' },
  type: TypeShape,
  names: Names,
  words: Words,
  t: Translate,
): string {
  const { field, operator, values } = part;
  const label = words.label(type, field);
  const shape = fieldOf(type, field);
  const said = (value: Value): string => {
    if (typeof value !== 'object') {
      const text = shape && words.value({ ...shape, kind: single(shape.kind) }, value, names);
      // A name that is still on its way, or of what the reader may not see: an id says nothing to anybody.
      return text || (isId.test(String(value)) ? '…' : String(value));
    }
    if ('actor' in value) return value.actor === 'me' ? t('filter.me') : t('filter.my-groups');
    if ('name' in value) return value.name;
    return formatFilter({ ...part, operator: '=', values: [value] }).split(' = ')[1] ?? '';
  };
  const list = values.map(said).join(', ');
  switch (operator) {
    case '=':
    case 'in':
    case 'has':
      return `${label}: ${list}`;
    case '!=':
    case 'not in':
      return t('filter.not', { label, list });
    case 'is empty':
    case 'is not empty':
      return t(operator === 'is empty' ? 'filter.empty' : 'filter.not-empty', { label });
    case '~':
      return t('filter.has-text', { label, list });
    case 'between':
      return `${label} ${values.map(said).join(' – ')}`;
    default:
      return `${label} ${({ '<=': '≤', '>=': '≥', starts: '^' } as Record<string, string>)[operator] ?? operator} ${list}`;
  }
}
