import { describe, expect, it } from 'vitest';
import { formatFilter, parseFilter, type Filter, type FilterSchema, type Value } from './filter.ts';

const schema: FilterSchema = {
  fields: {
    title: { type: 'text' },
    state: { type: 'choice', values: ['new', 'in-progress', 'closed'] },
    priority: { type: 'number', level: true },
    vip: { type: 'boolean' },
    due: { type: 'date' },
    opened: { type: 'instant' },
    assignee: { type: 'ref', sqlType: 'uuid' },
    group: { type: 'ref', sqlType: 'uuid' },
    customer: { type: 'ref', sqlType: 'integer', named: true },
    tags: { type: 'tags' },
    'cost-centre.code': { type: 'text' },
  },
  predicates: { watched: { sql: () => 'true', memory: () => true } },
  actor: ['groups', 'customer'],
};
const withText: FilterSchema = { ...schema, text: true };
const id = '0190f0a0-7c1e-7b3a-8f00-a0eebc99bd30';

function parsed(text: string, under = schema): Filter {
  const result = parseFilter(text, under);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.problems)}`);
  return result.filter;
}

function is(field: string, operator: string, ...values: Value[]): Filter {
  return { kind: 'condition', field, operator, values } as Filter;
}
const me = { actor: 'me' };
const a = is('priority', '=', 1);
const b = is('vip', '=', true);
const c = is('state', '=', 'new');

describe('words that look like a condition', () => {
  it.each([
    ['state new', 'state = new', 0, 9],
    ['printer state is new jam', 'state = new', 8, 12],
    ['state is not closed', 'state != closed', 0, 19],
    ['state:new', 'state = new', 0, 9],
    ['priority 1', 'priority = 1', 0, 10],
    ['vip true', 'vip = true', 0, 8],
    ['vip = true state new', 'state = new', 11, 9],
  ])('%s is refused, and told what was probably meant', (text, meant, at, length) => {
    expect(parseFilter(text, withText)).toEqual({
      ok: false,
      problems: [{ code: 'filter.missing-operator', at, length, params: { meant } }],
    });
  });

  it.each([
    'state "new"',
    '"state" new',
    'state of the printer',
    'priority mail',
    'group is down',
    'http://state',
    'x:new',
  ])('%s is searched for', (text) => {
    expect(parsed(text, withText)).toMatchObject({ kind: 'words' });
  });

  it('a word of other languages for nothing is no value', () => {
    expect(parseFilter('assignee = null', schema)).toMatchObject({ problems: [{ code: 'filter.use-is-empty' }] });
  });
});

describe('a filter that can be read', () => {
  it.each<[string, Filter]>([
    ['', { kind: 'always', value: true }],
    ['  \n ', { kind: 'always', value: true }],
    ['TRUE', { kind: 'always', value: true }],
    ['priority <= 2', is('priority', '<=', 2)],
    ['assignee is null', is('assignee', 'is empty')],
    ['assignee IS NOT NULL', is('assignee', 'is not empty')],
    [
      'priority == 1 && state <> new || vip = true',
      { kind: 'or', of: [{ kind: 'and', of: [a, is('state', '!=', 'new')] }, b] },
    ],
    ['title = null', is('title', '=', 'null')],
    ['priority<=-2.50', is('priority', '<=', -2.5)],
    ['priority = -0', is('priority', '=', 0)],
    ['state != closed', is('state', '!=', 'closed')],
    ['state = In-Progress', is('state', '=', 'in-progress')],
    ["state in (new, 'closed')", is('state', 'in', 'new', 'closed')],
    ['state NOT IN ()', is('state', 'not in')],
    ['group in my.groups', is('group', 'in', { actor: 'groups' })],
    ['group in (my.groups)', is('group', 'in', { actor: 'groups' })],
    ['assignee = ME', is('assignee', '=', me)],
    ['assignee = my.me', is('assignee', '=', me)],
    [`assignee in (me, ${id.toUpperCase()})`, is('assignee', 'in', me, id)],
    ['title ~ "printer"', is('title', '~', 'printer')],
    ["title = 'it''s'", is('title', '=', "it's")],
    [`title = "it's"`, is('title', '=', "it's")],
    [String.raw`title = 'C:\temp\'`, is('title', '=', String.raw`C:\temp` + '\\')],
    ['title starts tlačiareň', is('title', 'starts', 'tlačiareň')],
    ['title = 12', is('title', '=', '12')],
    ['title = 2026-01-31', is('title', '=', '2026-01-31')],
    ['title = now', is('title', '=', 'now')],
    ["title = 'me'", is('title', '=', 'me')],
    ["title = ''", is('title', '=', '')],
    ['title = user@acme.sk', is('title', '=', 'user@acme.sk')],
    ['opened >= now-7d', is('opened', '>=', { relative: 'now', amount: -7, unit: 'd' })],
    ['opened >= now - 7d', is('opened', '>=', { relative: 'now', amount: -7, unit: 'd' })],
    ['opened >= now -7d', is('opened', '>=', { relative: 'now', amount: -7, unit: 'd' })],
    ['opened >= NOW-7D', is('opened', '>=', { relative: 'now', amount: -7, unit: 'd' })],
    ['opened < Now+0h', is('opened', '<', { relative: 'now', amount: 0, unit: 'd' })],
    ['opened = today+2w', is('opened', '=', { relative: 'today', amount: 2, unit: 'w' })],
    ['opened = 2026-01-31', is('opened', '=', '2026-01-31')],
    ['opened > 2026-01-31T10:00+01:00', is('opened', '>', '2026-01-31T09:00:00Z')],
    ['opened > "2026-01-31t10:00:00.5z"', is('opened', '>', '2026-01-31T10:00:00.500Z')],
    ['due = 2024-02-29', is('due', '=', '2024-02-29')],
    [
      'due between today and today+7d and vip = true',
      {
        kind: 'and',
        of: [
          is(
            'due',
            'between',
            { relative: 'today', amount: 0, unit: 'd' },
            { relative: 'today', amount: 7, unit: 'd' },
          ),
          b,
        ],
      },
    ],
    ["customer = 'Acme'", is('customer', '=', { name: 'Acme' })],
    ['customer = Acme', is('customer', '=', { name: 'Acme' })],
    ['customer = 17', is('customer', '=', 17)],
    ["customer = '17'", is('customer', '=', { name: '17' })],
    ['due is empty', is('due', 'is empty')],
    ['due IS NOT EMPTY', is('due', 'is not empty')],
    ["tags has 'vpn'", is('tags', 'has', 'vpn')],
    ['cost-centre.code = x', is('cost-centre.code', '=', 'x')],
    ['is:watched', { kind: 'predicate', name: 'watched' }],
    ['priority = 1 and vip = true or state = new', { kind: 'or', of: [{ kind: 'and', of: [a, b] }, c] }],
    ['priority = 1 and (vip = true or state = new)', { kind: 'and', of: [a, { kind: 'or', of: [b, c] }] }],
    ['(((priority = 1)))', a],
    ['not priority = 1 and vip = true', { kind: 'and', of: [{ kind: 'not', of: a }, b] }],
    ['not not (priority = 1)', { kind: 'not', of: { kind: 'not', of: a } }],
  ])('%s', (text, filter) => {
    expect(parsed(text)).toEqual(filter);
  });

  it('reads the example of the manual and writes it back', () => {
    const text =
      "priority <= 2 and state != closed and (group in my.groups or assignee = me) and title ~ 'printer' and opened >= now-7d and customer = 'Acme' and not vip = true and due is empty and tags has 'vpn'";
    const filter = parsed(text);
    expect(formatFilter(filter)).toBe(text.replace("'printer'", 'printer').replace("'vpn'", 'vpn'));
    expect(parsed(formatFilter(filter))).toEqual(filter);
  });
});

describe('free text', () => {
  const words = (...items: string[]): Filter => ({ kind: 'words', words: items });
  it.each<[string, Filter]>([
    ['printer vpn', words('printer', 'vpn')],
    ['printer, "paper jam"', words('printer', 'paper jam')],
    ["printer doesn't work", words('printer', "doesn't", 'work')],
    ['printer not working in office', words('printer', 'not', 'working', 'in', 'office')],
    ['tlačiareň 192.168.1.1 help! -x', words('tlačiareň', '192.168.1.1', 'help!', '-x')],
    ['title', words('title')],
    ['printer and vpn', words('printer', 'vpn')],
    ['printer state = new vpn', { kind: 'and', of: [words('printer', 'vpn'), c] }],
    ['state = new and printer', { kind: 'and', of: [c, words('printer')] }],
    ['printer (vip = true or state = new)', { kind: 'and', of: [words('printer'), { kind: 'or', of: [b, c] }] }],
    ['printer not vip = true', { kind: 'and', of: [words('printer'), { kind: 'not', of: b }] }],
    ['printer is:watched', { kind: 'and', of: [words('printer'), { kind: 'predicate', name: 'watched' }] }],
    ['""', { kind: 'always', value: true }],
  ])('%s', (text, filter) => {
    expect(parsed(text, withText)).toEqual(filter);
    expect(parsed(formatFilter(filter), withText)).toEqual(filter);
  });

  it.each([
    ['printer or state = new', 0, 7],
    ['state = new or printer', 15, 7],
    ['state = new and (printer)', 17, 7],
    ['not (printer)', 5, 7],
  ])('is refused below the top: %s', (text, at, length) => {
    const params = { found: 'printer' };
    const problems = [{ code: 'filter.text-not-at-top', at, length, params }];
    expect(parseFilter(text, withText)).toEqual({ ok: false, problems });
  });
});

describe('a filter that cannot be read', () => {
  it.each<[string, string, number, number, Record<string, unknown>]>([
    ['prority = 1', 'filter.unknown-field', 0, 7, { name: 'prority', suggestion: 'priority' }],
    ['PRIORITY = 1', 'filter.unknown-field', 0, 8, { suggestion: 'priority' }],
    ['sttae in (new)', 'filter.unknown-field', 0, 5, { suggestion: 'state' }],
    ['printer', 'filter.unknown-field', 0, 7, { suggestion: '' }],
    ['__proto__ = 1', 'filter.unknown-field', 0, 9, {}],
    ['constructor is empty', 'filter.unknown-field', 0, 11, {}],
    ['priority', 'filter.expected-operator', 8, 0, { field: 'priority' }],
    ['priority =', 'filter.expected-value', 10, 0, {}],
    ['priority = and', 'filter.expected-value', 11, 3, {}],
    ['priority = high', 'filter.not-a-number', 11, 4, {}],
    ['priority = 1e3', 'filter.not-a-number', 11, 3, {}],
    ['priority = 1234567890123456', 'filter.not-a-number', 11, 16, {}],
    ['priority ~ 1', 'filter.operator-not-for-type', 9, 1, { operator: '~', type: 'number' }],
    ['state < closed', 'filter.operator-not-for-type', 6, 1, { operator: '<', type: 'choice' }],
    ['title > a', 'filter.operator-not-for-type', 6, 1, { type: 'text' }],
    ['state = clsoed', 'filter.not-a-choice', 8, 6, { suggestion: 'closed' }],
    ['vip = yes', 'filter.not-a-boolean', 6, 3, {}],
    ['due = 2026-02-29', 'filter.not-a-date', 6, 10, {}],
    ['due = 2026-01-31T10:00:00Z', 'filter.not-a-date', 6, 20, {}],
    ['opened > 2026-01-31T10:00', 'filter.not-an-instant', 9, 16, {}],
    ['opened > 2026-01-31T24:00Z', 'filter.not-an-instant', 9, 17, {}],
    ['opened = me', 'filter.value-not-for-type', 9, 2, { type: 'instant' }],
    ['opened > now-123456d', 'filter.not-an-instant', 9, 11, {}],
    ['opened > now-1M', 'filter.not-an-instant', 9, 6, {}],
    ['assignee = 17', 'filter.not-an-id', 11, 2, { type: 'uuid' }],
    ['customer = 2147483648', 'filter.not-an-id', 11, 10, {}],
    ['group in my.gruops', 'filter.unknown-attribute', 9, 9, { name: 'gruops', suggestion: 'groups' }],
    ['due = empty', 'filter.use-is-empty', 6, 5, {}],
    ['is:watchd', 'filter.unknown-predicate', 0, 9, { name: 'watchd', suggestion: 'watched' }],
    ["title = 'open", 'filter.unclosed-string', 8, 5, {}],
    ['(priority = 1', 'filter.expected-closing', 13, 0, {}],
    ['state in (new', 'filter.expected-closing', 13, 0, {}],
    ['state in new', 'filter.expected-value', 9, 3, {}],
    ['priority = 1)', 'filter.unexpected', 12, 1, { found: ')' }],
    ['priority = 1 vip = true', 'filter.expected-and', 13, 3, {}],
    ['priority = 1 and', 'filter.unexpected-end', 16, 0, {}],
    ['and priority = 1', 'filter.unexpected', 0, 3, {}],
    ['priority between 1 or 2', 'filter.expected-and', 19, 2, {}],
    ['priority = (1)', 'filter.expected-value', 11, 1, {}],
    ['not', 'filter.unexpected-end', 3, 0, {}],
    ['"printer"', 'filter.unexpected', 0, 9, {}],
    ['title = \0', 'filter.bad-character', 0, 9, {}],
    ['title = \ud800', 'filter.bad-character', 0, 9, {}],
  ])('%s: %s', (text, code, at, length, params) => {
    const result = parseFilter(text, schema);
    expect(result.ok ? [] : result.problems).toEqual([{ code, at, length, params: expect.objectContaining(params) }]);
  });

  it('names every wrong field and value at once', () => {
    const result = parseFilter('stat = new and priority = x and (vip = 7 or due > never)', schema);
    const found = result.ok ? [] : result.problems.map(({ code, at }) => [code, at]);
    expect(found).toEqual([
      ['filter.unknown-field', 0],
      ['filter.not-a-number', 26],
      ['filter.not-a-boolean', 39],
      ['filter.not-a-date', 50],
    ]);
  });

  it('suggests a field though free text is allowed', () => {
    const result = parseFilter('printer prioriti = 1', withText);
    expect(result.ok ? [] : result.problems).toMatchObject([
      { code: 'filter.unknown-field', at: 8, params: { suggestion: 'priority' } },
    ]);
  });
});

describe('limits', () => {
  const codes = (text: string): string[] => {
    const result = parseFilter(text, schema);
    return result.ok ? [] : result.problems.map(({ code }) => code);
  };
  const nested = (depth: number): string => `${'('.repeat(depth)}vip = true${')'.repeat(depth)}`;
  const alternating = (depth: number): string =>
    depth === 0 ? 'vip = true' : `vip = true ${depth % 2 === 0 ? 'and' : 'or'} (${alternating(depth - 1)})`;

  it('allows 32 levels and not 33', () => {
    expect(codes(nested(32))).toEqual([]);
    expect(codes(nested(33))).toEqual(['filter.too-deep']);
    expect(codes(`${'not '.repeat(32)}vip = true`)).toEqual([]);
    expect(codes(`${'not '.repeat(33)}vip = true`)).toEqual(['filter.too-deep']);
    expect(codes(alternating(32))).toEqual([]);
    expect(codes(alternating(33))).toEqual(['filter.too-deep']);
  });

  it('allows 200 conditions and not 201', () => {
    const many = (count: number): string => Array.from({ length: count }, () => 'vip = true').join(' or ');
    expect(codes(many(200))).toEqual([]);
    expect(codes(many(201))).toEqual(['filter.too-many-conditions']);
  });

  it('allows 4,000 characters, as typed and as written back', () => {
    expect(codes(`title = '${'x'.repeat(3990)}'`)).toEqual([]);
    expect(codes(`title = '${'x'.repeat(3991)}'`)).toEqual(['filter.too-long']);
    // Every dot costs two quotes when it is written back.
    expect(codes(`title in (${'1.,'.repeat(1300)}1)`)).toEqual(['filter.too-long']);
  });
});
