import { expect, it } from 'vitest';
import { formatFilter, parseFilter } from './filter.ts';
import type { Condition, Filter, FilterSchema } from './filter.ts';
import { combined } from './combine.ts';

const schema: FilterSchema = {
  fields: {
    priority: { type: 'number' },
    state: { type: 'choice' },
    assignee: { type: 'ref', sqlType: 'text' },
    opened: { type: 'instant' },
    tags: { type: 'tags' },
  },
};
const read = (text: string): Filter => {
  const parsed = parseFilter(text, schema);
  if (!parsed.ok) throw new Error(text);
  return parsed.filter;
};
const parts = (text: string): readonly Filter[] => {
  const filter = read(text);
  return filter.kind === 'and' ? filter.of : filter.kind === 'always' ? [] : [filter];
};

it.each([
  ['', 'priority = 2', ['priority = 2']],
  ['priority = 2', 'priority = 1', ['priority in (2, 1)']],
  ['priority in (2, 1) and state = new', 'priority in (1, 3)', ['priority in (2, 1, 3)', 'state = new']],
  ['priority != 2', 'priority != 3', ['priority not in (2, 3)']],
  ['priority != 2', 'priority = 1', ['priority != 2', 'priority = 1']],
  ['priority <= 2', 'priority <= 3', ['priority <= 3']],
  ['priority <= 3', 'priority >= 2', ['priority <= 3', 'priority >= 2']],
  ['opened >= now-7d', 'opened between 2026-01-01 and 2026-01-31', ['opened between 2026-01-01 and 2026-01-31']],
  ['assignee is empty', 'assignee = me', ['assignee = me or assignee is empty']],
  ['assignee = me', 'assignee is empty', ['assignee = me or assignee is empty']],
  [
    '(assignee = me or assignee is empty) and state = new',
    'assignee = x',
    ['assignee in (me, x) or assignee is empty', 'state = new'],
  ],
  ['tags has vpn', 'tags has mail', ['tags has vpn', 'tags has mail']],
  ['state = new', 'state = new', ['state = new']],
  ['state = new or priority = 1', 'priority = 2', ['state = new or priority = 1', 'priority = 2']],
])('%s, and then %s', (before, added, after) => {
  expect(combined(parts(before), read(added) as Condition).map(formatFilter)).toEqual(after);
});
