import type { Operator } from './ast.ts';

/**
 * A field that may be filtered by. In memory it is read from the record under the field's own name, in SQL from
 * `column` (else the name). What the record holds, in memory and in SQL:
 *
 * | type | memory | column | custom (JSON) |
 * |---|---|---|---|
 * | text, choice | string | text | string |
 * | number | number, bigint or decimal string | integer, bigint, numeric, double precision (finite, up to 15 digits; never real) | number |
 * | boolean | boolean | boolean | true, false |
 * | date | `YYYY-MM-DD` | date | `YYYY-MM-DD` |
 * | instant | epoch milliseconds, Date or ISO 8601 | timestamptz | epoch milliseconds |
 * | ref | string or number | `sqlType` | string or number |
 * | refs, tags | array | `sqlType[]`, text[] | array |
 *
 * Anything else in its place counts as empty. Dates and instants are finite and of the years 1 to 9999.
 */
export interface FieldType {
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'choice' | 'ref' | 'refs' | 'tags';
  /** What a choice may be; without it any text. Choices have no order: what is to be ordered is a number. */
  readonly values?: readonly string[];
  readonly column?: string;
  /** The type of the ids of `ref` and `refs`; uuid when absent. */
  readonly sqlType?: 'uuid' | 'integer' | 'bigint' | 'text';
  /** A `ref` or `refs` that a person may also mean by name: `customer = 'Acme'`. See `resolveNames`. */
  readonly named?: boolean;
  /** A `text` that is one value whatever case its letters (of ASCII) are written in: a number. Needs `mainstay_number(text)`. */
  readonly anyCase?: boolean;
  /** A number of a short scale, such as a priority. */
  readonly level?: boolean;
  /** A column that always has a value (`not null`): SQL need not ask whether it is empty. */
  readonly filled?: boolean;
  /** Kept in the jsonb column `custom`, and in memory in `record.custom`, under `column` (else the field's name). */
  readonly custom?: boolean;
  /** SQL of the document that a `custom` field is read from, where that is not the column; by the table's prefix. */
  readonly document?: (prefix: string) => string;
}

/** The actor's attributes: a value or a list of values under each name; `me` is who asks. */
export type ActorAttributes = Readonly<Record<string, unknown>>;

/** Hands a value to the statement and returns its placeholder, such as `$3`. */
export type AddParameter = (value: unknown) => string;

/**
 * A condition that no field can express, used as `is:name`. The two halves must agree; `sql` is a boolean expression,
 * and every value in it comes through `param`. `alias` is the quoted table alias with its dot, or empty.
 */
export interface Predicate {
  readonly sql: (actor: ActorAttributes, alias: string, param: AddParameter) => string;
  /** The same for one record by its id: asked of that record alone, where `sql` begins with all that it holds for. */
  readonly one?: (actor: ActorAttributes, alias: string, param: AddParameter) => string;
  readonly memory: (record: Readonly<Record<string, unknown>>, actor: ActorAttributes) => boolean;
  /**
   * Where it holds for the records whose column has one of some values, and for no others. A reader of a page can then
   * take the first of each value instead of sorting all. Null where that is not so.
   */
  readonly among?: (actor: ActorAttributes) => Among | null;
  /** Asks what staff alone may know: nobody else can filter by it. */
  readonly staffOnly?: boolean;
}

/** The records with one of some values in a column. */
export interface Among {
  readonly column: string;
  readonly values: readonly number[];
}

export interface FilterSchema {
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly predicates?: Readonly<Record<string, Predicate>>;
  /** Names that may follow `my.`; without it any name is taken, and one the actor does not have is empty. */
  readonly actor?: readonly string[];
  /** Whether words without an operator (full text) are allowed at the top. */
  readonly text?: boolean;
}

const equality: readonly Operator[] = ['=', '!=', 'in', 'not in', 'is empty', 'is not empty'];
const order: readonly Operator[] = ['<', '<=', '>', '>=', 'between'];
const membership: readonly Operator[] = ['has', 'is empty', 'is not empty'];

/** The operators each type of field knows. Text has no order, since order would depend on the database's collation. */
export const operatorsOf: Readonly<Record<FieldType['type'], readonly Operator[]>> = {
  text: [...equality, '~', 'starts'],
  number: [...equality, ...order],
  boolean: ['=', '!=', 'is empty', 'is not empty'],
  date: [...equality, ...order],
  instant: ['=', '!=', ...order, 'is empty', 'is not empty'],
  choice: equality,
  ref: equality,
  refs: membership,
  tags: membership,
};

const notFieldNames: ReadonlySet<string> = new Set(['and', 'or', 'not', 'true', 'false']);

/** Whether a key can be written as a field in a filter: letters, digits, `_`, `.`, `-`, a letter first, no keyword. */
export function isFieldName(name: string): boolean {
  return /^[A-Za-z][\w.-]{0,99}$/.test(name) && !notFieldNames.has(name.toLowerCase());
}

/** Looks up an own property, so that `constructor` and `__proto__` are never found. */
export function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The field's type, or undefined when the schema has no such field or it cannot be written. */
export function fieldType(schema: FilterSchema, name: string): FieldType | undefined {
  return isFieldName(name) ? own(schema.fields, name) : undefined;
}

/** The predicate behind `is:name`, if the schema has it. */
export function predicateNamed(schema: FilterSchema, name: string): Predicate | undefined {
  return /^[\w.:-]{1,100}$/.test(name) ? own(schema.predicates, name) : undefined;
}

/** Whether `me` or `my.name` may be used. */
export function isActorAttributeName(schema: FilterSchema, name: string): boolean {
  if (!/^[A-Za-z]\w{0,99}$/.test(name)) return false;
  return name === 'me' || schema.actor === undefined || schema.actor.includes(name);
}

/** The kind of id a `ref` or `refs` holds. */
export function idType(field: FieldType): 'uuid' | 'integer' | 'bigint' | 'text' {
  return field.sqlType ?? 'uuid';
}
