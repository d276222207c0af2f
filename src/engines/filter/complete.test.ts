import { expect, it } from 'vitest';
import type { FilterSchema } from './filter.ts';
import { operatorsFor, placeAt, written, writtenName } from './complete.ts';

const schema: FilterSchema = {
  fields: {
    priority: { type: 'number' },
    state: { type: 'choice', values: ['new', 'in-progress'] },
    assignee: { type: 'ref', named: true },
    'custom.env': { type: 'choice' },
  },
  text: true,
};
const field = { expects: 'field' };
const connective = { expects: 'connective' };
const operator = (name: string) => ({ expects: 'operator', field: name });
const value = (name: string, inList = false) => ({ expects: 'value', field: name, inList });

it.each([
  ['', field, '', 0],
  ['pri', field, 'pri', 0],
  ['priority ', operator('priority'), '', 9],
  ['priority i', operator('priority'), 'i', 9],
  ['priority = ', value('priority'), '', 11],
  ['state = ne', value('state'), 'ne', 8],
  ['state in (new, in', value('state', true), 'in', 15],
  ['state in (new) ', connective, '', 15],
  ['state is not empty a', connective, 'a', 19],
  ['state = new and ass', field, 'ass', 16],
  ['priority between 1 and ', value('priority'), '', 23],
  ['priority between 1 and 2 ', connective, '', 25],
  ["assignee = 'Anna No", value('assignee'), 'Anna No', 11],
  ['not (custom.env = ', value('custom.env'), '', 18],
  ['printer pri', field, 'pri', 8],
  ['is:late ', connective, '', 8],
])('behind %s', (text, place, prefix, from) => {
  expect(placeAt(text, text.length, schema)).toEqual({ place, prefix, from, to: text.length });
});

it('says nothing inside of a quotation that is no value, and reads only as far as the cursor', () => {
  expect(placeAt('"paper ja', 9, schema)).toBeNull();
  expect(placeAt('state = new', 5, schema)).toMatchObject({ place: field, prefix: 'state' });
});

it('writes values and names as the language reads them', () => {
  expect(written('custom.env', 'Pre prod')).toBe("'Pre prod'");
  expect(written('state', 'new')).toBe('new');
  expect(writtenName("O'Brien")).toBe("'O''Brien'");
  expect(operatorsFor({ type: 'choice' })).toEqual(['=', '!=', 'in (', 'not in (', 'is empty', 'is not empty']);
});
