import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type RawBuilder,
} from 'kysely';
import { Recent } from './recent.ts';

/** A statement with placeholders, and the values for them. */
export interface Statement<T> {
  sql: string;
  parameters: readonly unknown[];
  /** `each-time`: its best plan depends on the values so much that none is kept. */
  planned?: 'each-time';
  /**
   * The one table that it writes, where it reads nothing that other statements of the same change write: such
   * statements on different tables may become one ({@link joined}).
   */
  into?: string;
  /** Never filled: carries the type of a row. */
  readonly row?: T;
}

/** Collects the values of a statement that is put together from parts; every value goes through `value`. */
export class Parameters {
  readonly values: unknown[] = [];
  /** Hands a value to the statement; returns its placeholder. */
  readonly value = (value: unknown): string => `$${this.values.push(value)}`;
}

/** Column name → SQL type, in the order of the columns. */
export type ColumnTypes = Readonly<Record<string, string>>;

/** Up to so many rows are sent value by value: unpacking arrays costs more than their few placeholders. */
const fewRows = 4;

/**
 * Rows as a FROM item named `r`: `(values …) as r (a, b)` for a few, `unnest(…) as r (a, b)` of one array a column for
 * many. Values of type jsonb are given as text.
 */
export function rowsOf(types: ColumnTypes, rows: readonly (readonly unknown[])[]): Statement<never> {
  const columns = Object.entries(types);
  const names = columns.map(([name]) => name).join(', ');
  if (rows.length > fewRows) {
    const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`);
    return {
      sql: `unnest(${arrays.join(', ')}) as r (${names})`,
      parameters: columns.map((_, index) => rows.map((row) => row[index])),
    };
  }
  const parameters = new Parameters();
  const values = rows.map(
    (row) => `(${columns.map(([, type], index) => `${parameters.value(row[index])}::${type}`).join(', ')})`,
  );
  return { sql: `(values ${values.join(', ')}) as r (${names})`, parameters: parameters.values };
}

const texts = new Recent<string, string>(2000);

/**
 * Neighbouring statements that each write another table, as one: sending, reading and answering a statement costs both
 * sides as much as writing a row. The parts of a statement see none of each other's rows, and its foreign keys are
 * checked when all of them are written. What says nothing of what it writes stays where it is, and keeps its neighbours
 * apart.
 */
export function joined(statements: readonly Statement<unknown>[]): Statement<unknown>[] {
  const groups: Statement<unknown>[][] = [];
  for (const statement of statements) {
    const last = groups.at(-1);
    const fits = last?.every(({ into }) => into !== undefined && into !== statement.into);
    if (last && fits && statement.into !== undefined) last.push(statement);
    else groups.push([statement]);
  }
  return groups.map((group) => (group.length === 1 ? (group[0] as Statement<unknown>) : join(group)));
}

function join(group: readonly Statement<unknown>[]): Statement<unknown> {
  const key = group.map((part) => part.sql).join('\n');
  let text = texts.get(key);
  if (text === undefined) {
    let before = 0;
    const parts = group.map((part) => {
      const shifted = shift(part.sql, before);
      before += part.parameters.length;
      return shifted;
    });
    const last = parts.pop() as string;
    text = `with ${parts.map((part, n) => `w${n} as (${part})`).join(', ')} ${last}`;
    texts.set(key, text);
  }
  return { sql: text, parameters: group.flatMap(({ parameters }) => parameters) };
}

/** The placeholders of a statement that comes behind so many other values. Our statements hold no text with a `$`. */
const shift = (text: string, by: number): string =>
  by === 0 ? text : text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + by}`);

/** Quotes an identifier. Identifiers come from definitions, never from a request. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** Compiles SQL without a connection: running it is the business of {@link import('./pools.ts').Runner}. */
const compiler = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Turns a template into a statement with placeholders. Values never become text of the statement. */
export function compile<T>(statement: RawBuilder<T>): Statement<T> {
  return statement.compile(compiler);
}

export { sql };
