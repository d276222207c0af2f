import type { Filter, Operator, Value } from '../ast.ts';
import { writeInstant } from '../day.ts';
import { operatorsOf, type FieldType, type FilterSchema } from '../schema.ts';

/** A seeded generator of numbers in [0, 1): the same seed, the same cases (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Random = () => number;

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

export const now = Date.UTC(2026, 2, 29, 0, 30);
export const zone = 'Europe/Bratislava';

export const uuids = Array.from({ length: 6 }, (_, index) => `0190f0a${index}-7c1e-7b3a-8f00-a0eebc99bd3${index}`);
const texts = [
  '',
  ' ',
  'printer',
  'Printer jam',
  'TLAČIAREŇ',
  'tlačiareň',
  'tlaciaren',
  'Straße',
  'strasse',
  'a%b',
  'a_b',
  'axb',
  '100%',
  'a\\b',
  "O'Brien",
  '"quoted"',
  'null',
  'true',
  'me',
  'now',
  'my.groups',
  '2026-03-29',
  '12',
  "'; drop table subject; --",
  '$1',
  '{}',
  '{a,b}',
  'Ødegård',
  'ŁÓDŹ',
  'žluťoučký kůň',
  'ΟΔΟΣ',
  'οδος',
  'Привет',
  '–',
  '’',
  'line\nbreak',
  'e\u0301',
  '％',
  '日本',
  '😀',
];
const choices = ['new', 'in-progress', 'pending', 'closed', 'Closed'];
const dates = [
  '1000-01-01',
  '1999-12-31',
  '2026-03-22',
  '2026-03-28',
  '2026-03-29',
  '2026-03-30',
  '2028-02-29',
  '9999-12-31',
];
const instants = [
  0,
  1,
  -1,
  now,
  now - 1,
  now + 1,
  now - 7 * 86_400_000,
  now + 7_200_000,
  Date.UTC(2026, 2, 28, 23),
  Date.UTC(2026, 2, 29, 22),
  Date.UTC(2026, 2, 28, 22, 59, 59, 999),
  Date.UTC(2026, 2, 29, 21, 59, 59, 999),
  Date.UTC(2026, 2, 28),
  253_402_300_799_999,
  -30_610_224_000_000,
];
const numbers = [0, 1, 2, 3, -1, 0.1, 2.5, 1000000, 2147483647, 2147483648, -2147483649, 0.000001, 123456789012345];

const custom = (type: FieldType): FieldType => ({ ...type, custom: true });

const lower = (stored: unknown): string | null => (typeof stored === 'string' ? stored.toLowerCase() : null);

/** Fields of every type, as columns and in `custom`. */
export const schema: FilterSchema = {
  fields: {
    title: { type: 'text' },
    number: { type: 'text', anyCase: true },
    state: { type: 'choice', values: choices },
    priority: { type: 'number', column: 'priority_level' },
    effort: { type: 'number' },
    weight: { type: 'number' },
    serial: { type: 'number' },
    vip: { type: 'boolean' },
    due: { type: 'date' },
    opened: { type: 'instant', column: 'opened_at' },
    assignee: { type: 'ref', sqlType: 'uuid', named: true },
    customer: { type: 'ref', sqlType: 'integer', named: true },
    asset: { type: 'ref', sqlType: 'bigint' },
    code: { type: 'ref', sqlType: 'text' },
    watchers: { type: 'refs', sqlType: 'uuid' },
    customers: { type: 'refs', sqlType: 'integer' },
    tags: { type: 'tags' },
    c_text: custom({ type: 'text' }),
    c_choice: custom({ type: 'choice', column: 'choice-key' }),
    c_number: custom({ type: 'number' }),
    c_boolean: custom({ type: 'boolean' }),
    c_date: custom({ type: 'date' }),
    c_instant: custom({ type: 'instant' }),
    c_ref: custom({ type: 'ref', sqlType: 'uuid' }),
    c_id: custom({ type: 'ref', sqlType: 'integer' }),
    c_refs: custom({ type: 'refs', sqlType: 'integer' }),
    c_tags: custom({ type: 'tags', column: 'it\'s "odd" $1' }),
  },
  predicates: {
    mine: {
      sql: (actor, alias, param) => `${alias}"assignee"::text = ${param(lower(actor.me))}::text`,
      memory: (record, actor) => typeof actor.me === 'string' && record.assignee === lower(actor.me),
    },
  },
};

/** A value of a type, over a small range so that comparisons often meet. */
function literal(random: Random, type: FieldType): string | number | boolean {
  switch (type.type) {
    case 'text':
    case 'tags':
      return pick(random, texts);
    case 'choice':
      return pick(random, choices);
    case 'number':
      return pick(random, numbers);
    case 'boolean':
      return random() < 0.5;
    case 'date':
      return pick(random, dates);
    case 'instant':
      return random() < 0.4 ? pick(random, dates) : writeInstant(pick(random, instants));
    default:
      if (type.sqlType === 'integer') return pick(random, [1, 2, 3, 4, -5, 2147483647]);
      if (type.sqlType === 'bigint') return pick(random, [1, 2, 3, 5_000_000_000, 999_999_999_999_999]);
      return type.sqlType === 'text' ? pick(random, texts) : pick(random, uuids);
  }
}

/** A value that a field of the schema may be compared with. */
export function literalOf(random: Random, field: string): string | number | boolean {
  const type = schema.fields[field];
  if (type === undefined) throw new Error(`no field ${field}`);
  return literal(random, type);
}

function value(random: Random, type: FieldType): Value {
  const isTime = type.type === 'date' || type.type === 'instant';
  if (isTime && random() < 0.5) {
    const amount = random() < 0.2 ? 0 : Math.floor(random() * 20) - 10;
    const relative = pick(random, ['now', 'today'] as const);
    return { relative, amount: amount + 0, unit: amount === 0 ? 'd' : pick(random, ['m', 'h', 'd', 'w'] as const) };
  }
  if (!isTime && random() < 0.25)
    return { actor: pick(random, ['me', 'groups', 'numbers', 'words', 'none', 'missing', 'flag']) };
  if (type.named === true && random() < 0.1) return { name: pick(random, ['Acme', "O'Brien & Co", '42', 'me']) };
  return literal(random, type);
}

/** Any condition the schema allows. */
function condition(random: Random, from: FilterSchema): Filter {
  const [field, type] = pick(random, Object.entries(from.fields));
  const operator: Operator = pick(random, operatorsOf[type.type]);
  const size = { in: 4, 'not in': 4, between: 2, 'is empty': 0, 'is not empty': 0 } as Partial<
    Record<Operator, number>
  >;
  const count = operator === 'in' || operator === 'not in' ? Math.floor(random() * 4) : (size[operator] ?? 1);
  return { kind: 'condition', field, operator, values: Array.from({ length: count }, () => value(random, type)) };
}

/** Any filter the schema allows, without free text. */
export function randomFilter(random: Random, depth = 3, from: FilterSchema = schema): Filter {
  const roll = random();
  if (depth > 0 && roll < 0.45) {
    const of = Array.from({ length: 2 + Math.floor(random() * 2) }, () => randomFilter(random, depth - 1, from));
    return { kind: roll < 0.22 ? 'and' : 'or', of };
  }
  if (depth > 0 && roll < 0.6) return { kind: 'not', of: randomFilter(random, depth - 1, from) };
  if (roll < 0.63) return { kind: 'predicate', name: 'mine' };
  if (roll < 0.65) return { kind: 'always', value: random() < 0.5 };
  return condition(random, from);
}

export const actors: readonly Record<string, unknown>[] = [
  {
    me: uuids[0],
    groups: [uuids[1], uuids[2]],
    numbers: [1, 3, 2.5],
    words: ['printer', 'new', "O'Brien"],
    flag: true,
    none: [],
  },
  { me: uuids[3]?.toUpperCase(), groups: [], numbers: 2, words: 'tlačiareň', flag: [false, null], none: null },
  { me: 2, groups: [1, '2', 'x', null, {}], numbers: ['7', 1e300], words: ['a\0b', '\ud800', ''], none: [] },
  {},
];

/** What is found in a row: mostly values, often nothing, in `custom` also what does not belong there. */
export function randomRecord(random: Random, id: number): Record<string, unknown> {
  const record: Record<string, unknown> = { id };
  const customValues: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(schema.fields)) {
    const one = (): unknown => {
      if (type.type === 'instant') return pick(random, instants);
      const made = literal(random, type);
      // An integer and a double column cannot hold what the others can.
      if (name === 'priority') return pick(random, [1, 2, 3, 4, 2147483647]);
      return name === 'serial' ? Math.floor(Number(made)) : made;
    };
    const isList = type.type === 'refs' || type.type === 'tags';
    const list = (): unknown[] =>
      Array.from({ length: Math.floor(random() * 4) }, () => (random() < 0.1 ? null : one()));
    let made: unknown = random() < 0.2 ? null : isList ? list() : one();
    if (type.custom !== true) record[name] = made;
    else if (random() < 0.85) {
      if (random() < 0.15)
        made = pick(random, [7, 'seven', '7', true, [], ['vpn', ['printer']], [1], {}, { '1': 1 }, null, '2026-13-99']);
      customValues[type.column ?? name] = made;
    }
  }
  record.custom = random() < 0.1 ? null : customValues;
  return record;
}
