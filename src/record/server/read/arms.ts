import type { Filter } from '#/engines/filter/ast.ts';
import { quote } from '#/platform/database/build.ts';
import type { Parameters } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { grantsFor } from '../permission.ts';
import { amongOf, compiled, needed, readPermission, seesAll } from './predicate.ts';

/** With more arms than these in one statement, one pass over all records is cheaper. */
const most = 16;

/** What an actor sees of a record type, taken apart: all with one of some values in a column, and some others. */
interface Parts {
  column: string;
  values: readonly number[];
  others: readonly Filter[];
}

/** Null where the actor sees everything or nothing, or where no values are named. */
function partsOf(ctx: Context, type: RecordType): Parts | null {
  const permission = readPermission(ctx, type);
  const filters = permission === undefined ? undefined : grantsFor(ctx.actor, permission);
  if (!filters || seesAll(ctx, type, filters)) return null;
  const byColumn = new Map<string, Set<number>>();
  const others: Filter[] = [];
  for (const filter of needed(ctx, type, filters)) {
    if (filter === null) continue;
    const among = amongOf(ctx, type, filter);
    if (among) byColumn.set(among.column, new Set([...(byColumn.get(among.column) ?? []), ...among.values]));
    else others.push(filter);
  }
  const [[column, values] = ['', new Set<number>()], ...more] = byColumn;
  if (values.size === 0 || more.length > 0) return null;
  return { column, values: [...values], others };
}

/**
 * The actor's predicate taken apart: conditions that no two records share, one for each value that it names (a
 * customer) and one for every other way to see a record. Each gives its rows in order by its own index, and a reader
 * of a page merges them until it is full, where the whole predicate would have to collect all that the actor may see
 * and sort it. Null where it names no values, or too many.
 */
export function armsOf(ctx: Context, type: RecordType, alias: string, parameters: Parameters): string[] | null {
  const parts = partsOf(ctx, type);
  if (!parts || parts.values.length > most) return null;
  const name = `${alias}.${quote(parts.column)}`;
  const arms = parts.values.map((value) => `${name} = ${parameters.value(value)}::int`);
  if (parts.others.length > 0) {
    const rest = `${name} <> all(${parameters.value(parts.values)}::int[])`;
    const ways = parts.others.map((filter) => compiled(ctx, type, filter, alias, parameters));
    arms.push(`(${ways.join(' or ')}) and ${rest}`);
  }
  return arms;
}

/**
 * The customers of whom the actor sees every record, where they see no others: `all` for every customer; null where
 * what they see hangs on more than the customer.
 */
export function customersSeen(ctx: Context, type: RecordType): readonly number[] | 'all' | null {
  const permission = readPermission(ctx, type);
  const filters = permission === undefined ? undefined : grantsFor(ctx.actor, permission);
  if (filters && seesAll(ctx, type, filters)) return 'all';
  const parts = partsOf(ctx, type);
  return parts?.column === 'customer' && parts.others.length === 0 ? parts.values : null;
}
