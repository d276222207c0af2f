import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type RawBuilder,
} from 'kysely';

/** A statement with placeholders, and the values for them. */
export interface Statement<T> {
  sql: string;
  parameters: readonly unknown[];
  /** Never filled: carries the type of a row. */
  readonly row?: T;
}

/** Collects the values of a statement that is put together from parts; every value goes through `value`. */
export class Parameters {
  readonly values: unknown[] = [];
  /** Hands a value to the statement; returns its placeholder. */
  readonly value = (value: unknown): string => `$${this.values.push(value)}`;
}

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
