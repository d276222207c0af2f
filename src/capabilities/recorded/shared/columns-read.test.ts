import { expect, it } from 'vitest';
import { columnsLeft } from './columns-read.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';

const columns = ['number', 'title', 'first', 'last', 'state', 'detail', 'at', 'by', 'group', 'site', 'fact', 'notes'];
const whole: Mapping = {
  version: 1,
  kind: 'incident',
  number: { column: 'number' },
  fields: {
    title: { from: { column: 'title' } },
    description: { from: { template: '{first} {last}' } },
    channel: { from: { constant: 'notes' } },
    impact: { default: 3 },
  },
  history: {
    time: 'at',
    author: 'by',
    state: { columns: ['state', 'detail'], map: {} },
    fields: { group: { from: { column: 'group' } } },
    facts: { told: 'fact' },
  },
  records: [{ kind: 'location', column: 'site', create: {} }],
  clocks: 'none',
};

it('names the columns of which nothing is taken, wherever a mapping may name one', () => {
  expect(columnsLeft(whole, columns)).toEqual(['notes']);
});

it('knows the status of a table without events', () => {
  const { history: _history, records: _records, ...rest } = whole;
  const table = { ...rest, state: { columns: ['state'], map: {} } };
  expect(columnsLeft(table, columns)).toEqual(['detail', 'at', 'by', 'group', 'site', 'fact', 'notes']);
});
