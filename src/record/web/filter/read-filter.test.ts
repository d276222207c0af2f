import { expect, it } from 'vitest';
import type { FieldShape, TypeShape } from '../definitions.tsx';
import type { Words } from '../words.ts';
import { partInWords, readFilter } from './read-filter.ts';

const field = (name: string, kind: FieldShape['kind'], more: Partial<FieldShape> = {}) =>
  ({ name, label: name.toUpperCase(), kind, ...more }) as FieldShape;
const type = {
  states: [],
  own: [],
  fields: [
    field('priority', 'level'),
    field('group', 'ref', { to: 'group' }),
    field('watchers', 'refs', { to: 'person' }),
    field('title', 'text'),
  ],
} as unknown as TypeShape;
const id = '01900000-0000-7000-8000-000000000001';
const unknown = '01900000-0000-7000-8000-000000000002';
const names = { [id]: { kind: 'group', title: 'Service desk', number: 'GRP1' } };
const words = {
  label: (_, name) => type.fields.find((one) => one.name === name)?.label ?? name,
  value: ({ kind }, value, known) => (kind === 'ref' ? (known[String(value)]?.title ?? '') : String(value)),
} as Words;
const said: Record<string, string> = { 'filter.and': ' and ', 'filter.or': ' or ', 'filter.is.late': 'Late' };
const t = (key: string, params: object = {}) => said[key] ?? [key, ...Object.values(params)].join(' ');

const inWords = (text: string) => {
  const read = readFilter(type, text);
  return read.ok ? read.parts.map((part) => partInWords(part, type, names, words, t)) : read.problems;
};

it.each([
  ['', []],
  [`priority <= 2 and group = '${id}'`, ['PRIORITY ≤ 2', 'GROUP: Service desk']],
  [`priority = 1 or is:late`, ['PRIORITY: 1 or Late']],
  [`priority = 1 and (is:late or title ~ 'x')`, ['PRIORITY: 1', 'Late or filter.has-text TITLE x']],
  [`is:late or (priority = 1 and group = '${id}')`, ['Late or (PRIORITY: 1 and GROUP: Service desk)']],
  [`not (is:late or priority = 1)`, ['filter.not-so Late or PRIORITY: 1']],
  [`watchers has '${id}'`, ['WATCHERS: Service desk']],
  // An id says nothing to anybody; a name that was typed does, before it is anybody's id.
  [`group = '${unknown}'`, ['GROUP: …']],
  [`group = 'Anybody'`, ['GROUP: Anybody']],
])('%s', (text, expected) => {
  expect(inWords(text)).toEqual(expected);
});
