import type { Filter } from './ast.ts';
import { compileCondition } from './compile-condition.ts';
import type { FilterContext } from './context.ts';
import { quoteIdentifier } from './identifier.ts';
import { fieldType, predicateNamed, type AddParameter, type FilterSchema } from './schema.ts';
import { soundFilter } from './validate.ts';

export interface CompileContext extends FilterContext {
  /** The table's alias; without it columns are not qualified. */
  readonly alias?: string;
  /** Adds a value to the statement and returns its placeholder. */
  readonly param: AddParameter;
  /** Records are asked for by their ids. */
  readonly single?: boolean;
  /** The SQL of free text (a boolean expression; its values through `param`); without it free text matches nothing. */
  readonly words?: (words: readonly string[]) => string;
}

/**
 * The filter as a boolean SQL expression for PostgreSQL, in brackets where it needs them. Every value is a parameter
 * with its type, but for words of a closed list, which like column names come from the schema alone. It says of a row what `matches` says of the same record. The
 * text differs with the actor only where an attribute is missing or empty, so prepared statements stay few.
 * Needs `mainstay_fold(text)`, see `fold`.
 */
export function compileFilter(filter: Filter, schema: FilterSchema, context: CompileContext): string {
  return compile(soundFilter(filter, schema), schema, context);
}

function compile(filter: Filter, schema: FilterSchema, context: CompileContext): string {
  switch (filter.kind) {
    case 'always':
      return String(filter.value);
    case 'and':
    case 'or':
      return `(${filter.of.map((part) => compile(part, schema, context)).join(` ${filter.kind} `)})`;
    case 'not':
      return `(${compile(filter.of, schema, context)} is not true)`;
    case 'predicate': {
      const predicate = predicateNamed(schema, filter.name);
      const write = context.single ? (predicate?.one ?? predicate?.sql) : predicate?.sql;
      const sql = write?.(context.actor, prefix(context), context.param) ?? 'false';
      return sql === 'true' || sql === 'false' ? sql : `(${sql})`;
    }
    case 'words':
      return context.words === undefined ? 'false' : `(${context.words(filter.words)})`;
    case 'condition': {
      const type = fieldType(schema, filter.field);
      return type === undefined ? 'false' : compileCondition(filter, type, prefix(context), context);
    }
  }
}

/** The quoted alias with its dot. */
function prefix({ alias }: CompileContext): string {
  return alias === undefined || alias === '' ? '' : `${quoteIdentifier(alias)}.`;
}
