import { describe, expect, it } from 'vitest';
import { compileFilter, matches, parseFilter, type Filter, type FilterSchema } from './filter.ts';

const schema: FilterSchema = {
  fields: {
    number: { type: 'text', filled: true },
    title: { type: 'text' },
    state: { type: 'choice' },
    priority: { type: 'number' },
    vip: { type: 'boolean' },
    due: { type: 'date' },
    opened: { type: 'instant', column: 'opened_at' },
    assignee: { type: 'ref', sqlType: 'integer', named: true },
    group: { type: 'ref', sqlType: 'text' },
    watchers: { type: 'refs', sqlType: 'integer' },
    tags: { type: 'tags' },
    site: { type: 'text', custom: true },
    floor: { type: 'number', custom: true, column: 'floor-no' },
    labels: { type: 'tags', custom: true },
  },
  predicates: {
    watched: {
      sql: (actor, alias, param) => `${param(actor.me)}::integer = any(${alias}"watchers")`,
      memory: (record, actor) => Array.isArray(record.watchers) && record.watchers.includes(actor.me),
    },
  },
  text: true,
};

function read(text: string): Filter {
  const result = parseFilter(text, schema);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.filter;
}

// Noon in Bratislava on the day the clocks go forward.
const now = Date.UTC(2026, 2, 29, 10);
const context = { now, zone: 'Europe/Bratislava', actor: { me: 7, groups: ['net', 'db'], nobody: [] }, schema };
const record = {
  title: 'Tlačiareň on 3rd floor: 100% jam',
  state: 'new',
  priority: 2,
  vip: false,
  due: '2026-03-31',
  opened: Date.UTC(2026, 2, 28, 23),
  assignee: 7,
  group: 'net',
  watchers: [7, 8],
  tags: ['vpn', null],
  custom: { site: 'Košice', 'floor-no': 3, labels: [] },
};
const empty = {};

describe('a filter over one record', () => {
  it.each([
    ['priority <= 2', true],
    ['priority < 2', false],
    ['priority between 2 and 3', true],
    ['priority between 3 and 2', false],
    ['priority not in (1, 3)', true],
    ['vip = false', true],
    ['state = NEW', false],
    ['title ~ "TLACIAREN"', true],
    ['title ~ "100% j"', true],
    ['title ~ "1__%"', false],
    ['title starts tlač', true],
    ['title starts on', false],
    ["title ~ ''", true],
    ['assignee = me', true],
    ['assignee != me', false],
    ['assignee in (1, me)', true],
    ['assignee = my.missing', false],
    ['assignee != my.missing', false],
    ['assignee not in my.missing', false],
    ['assignee in my.nobody', false],
    ['assignee not in my.nobody', true],
    ['assignee = Novak', false],
    ['assignee != Novak', false],
    ['group in my.groups', true],
    ['watchers has me', true],
    ['watchers has 9', false],
    ['tags has vpn', true],
    ['tags is empty', false],
    ['labels is empty', true],
    ['site ~ kosice', true],
    ['floor >= 3', true],
    ['is:watched', true],
    ['due = today+2d', true],
    ['due > now', true],
    ['due <= 2026-03-31', true],
    ['due between today and today+1d', false],
    // The record was opened at local midnight; the day is 23 hours long.
    ['opened = today', true],
    ['opened = 2026-03-28', false],
    ['opened > 2026-03-28', true],
    ['opened < 2026-03-29', false],
    ['opened <= 2026-03-29', true],
    ['opened = 2026-03-28T23:00:00Z', true],
    ['opened > 2026-03-28T23:00:00Z', false],
    ['opened = 2026-03-28T22:59:59.999Z', false],
    ['opened > 2026-03-28T22:59:59.999Z', true],
    ['opened <= 2026-03-28T22:59:59.999Z', false],
    ['opened >= now-11h', true],
    ['opened > now-11h', false],
    ['opened between today-1d and today', true],
    ['not state = closed and not (priority > 2 or vip = true)', true],
    ['true', true],
    ['not true', false],
    ['printer', false],
  ])('%s is %s', (text, expected) => {
    expect(matches(read(text), record, context)).toBe(expected);
  });

  it.each([
    ['state = new', false],
    ['state != new', true],
    ['state not in (new)', true],
    ['state not in ()', true],
    ['assignee != my.nobody', true],
    ['assignee not in my.nobody', true],
    ['assignee != my.missing', false],
    ['floor != 3', true],
    ['not floor = 3', true],
    ['due != today', true],
    ['state in ()', false],
    ['not state = new', true],
    ['not state != new', false],
    ['state is empty', true],
    ['tags is empty', true],
    ['site is empty', true],
    ['floor is not empty', false],
    ["title = ''", false],
    ["title ~ ''", false],
    ['opened != 2026-01-01', true],
    ['tags has vpn', false],
    ['not tags has vpn', true],
    ['is:watched', false],
  ])('of an empty record %s is %s', (text, expected) => {
    expect(matches(read(text), empty, context)).toBe(expected);
  });

  it('compares UUIDs whatever case the record and the actor write them in', () => {
    const id = '0190f0a0-7c1e-7b3a-8f00-a0eebc99bd30';
    const byId = { fields: { owner: { type: 'ref', sqlType: 'uuid' } as const } };
    const mine: Filter = { kind: 'condition', field: 'owner', operator: '=', values: [{ actor: 'me' }] };
    const upper = id.toUpperCase();
    expect(matches(mine, { owner: upper }, { now, actor: { me: id }, schema: byId })).toBe(true);
    expect(matches(mine, { owner: id }, { now, actor: { me: upper }, schema: byId })).toBe(true);
  });

  it('takes free text from the caller', () => {
    const words = (items: readonly string[]): boolean => items.join('+') === 'paper jam+tray';
    expect(matches(read('"paper jam" tray priority = 2'), record, { ...context, words })).toBe(true);
    expect(matches(read('tray priority = 2'), record, { ...context, words })).toBe(false);
  });

  it('matches less, never more, where the schema no longer knows a part', () => {
    const gone: Filter = { kind: 'condition', field: 'secret', operator: '=', values: [true] };
    const good = read('priority = 2');
    expect(matches(gone, record, context)).toBe(false);
    expect(matches({ kind: 'not', of: gone }, record, context)).toBe(false);
    expect(matches({ kind: 'not', of: { kind: 'not', of: gone } }, record, context)).toBe(false);
    expect(matches({ kind: 'or', of: [gone, good] }, record, context)).toBe(true);
    expect(matches({ kind: 'and', of: [{ kind: 'not', of: gone }, good] }, record, context)).toBe(false);
  });

  it('still finds a choice that was retired', () => {
    const retired: Filter = { kind: 'condition', field: 'state', operator: '=', values: ['parked'] };
    const narrower = { fields: { state: { type: 'choice', values: ['new'] } as const } };
    expect(matches(retired, { state: 'parked' }, { ...context, schema: narrower })).toBe(true);
  });
});

describe('a filter as SQL', () => {
  it.each<[string, string, unknown[]]>([
    ['true', 'true', []],
    ['priority <= 2', '("t"."priority" <= $1::integer)', [2]],
    ['priority = 2.5', '("t"."priority" = $1::numeric)', [2.5]],
    ['priority in (1, 3000000000)', '("t"."priority" = any($1::bigint[]))', [[1, 3_000_000_000]]],
    ['state != closed', '("t"."state" is null or ("t"."state" <> all($1::text[])))', [['closed']]],
    ['number != x', '("t"."number" <> all($1::text[]))', [['x']]],
    ['not (vip = true)', '(("t"."vip" = $1::boolean) is not true)', [true]],
    ['group in my.groups', '("t"."group" = any($1::text[]))', [['net', 'db']]],
    ['assignee in my.nobody or assignee = me', '(false or ("t"."assignee" = $1::integer))', [7]],
    ['assignee not in my.nobody', 'true', []],
    ['watchers has me', '("t"."watchers" && $1::integer[])', [[7]]],
    ['due is empty', '("t"."due" is null)', []],
    ['title is not empty', `(not ("t"."title" is null or "t"."title" = ''))`, []],
    [
      'opened = today',
      '("t"."opened_at" >= $1::timestamptz and "t"."opened_at" < $2::timestamptz)',
      ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ],
    ['due = today', '("t"."due" = $1::date)', ['2026-03-29']],
    ['site = x', '("t"."custom" @> $1::jsonb)', ['{"site":"x"}']],
    ['labels has x', '("t"."custom" @> $1::jsonb)', ['{"labels":["x"]}']],
    ['is:watched', '($1::integer = any("t"."watchers"))', [7]],
    ['printer', 'false', []],
    [
      'title ~ x',
      String.raw`(mainstay_fold("t"."title") like '%' || replace(replace(replace(mainstay_fold($1::text), '\', '\\'), '%', '\%'), '_', '\_') || '%')`,
      ['x'],
    ],
  ])('%s', (text, sql, expected) => {
    const parameters: unknown[] = [];
    const param = (value: unknown): string => `$${parameters.push(value)}`;
    expect(compileFilter(read(text), schema, { ...context, alias: 't', param })).toBe(sql);
    expect(parameters).toEqual(expected);
  });

  it('quotes what the schema names, and takes free text from the caller', () => {
    const odd = { fields: { a: { type: 'text', column: 'x" or true --' } as const } };
    const filter: Filter = { kind: 'condition', field: 'a', operator: '=', values: ['v'] };
    expect(compileFilter(filter, odd, { now, actor: {}, param: () => '$1' })).toBe('("x"" or true --" = $1::text)');
    const words = (items: readonly string[]): string => `document @@ to_tsquery($${items.length})`;
    const sql = compileFilter(read('tray jam'), schema, { ...context, param: () => '$1', words });
    expect(sql).toBe('(document @@ to_tsquery($2))');
  });
});
