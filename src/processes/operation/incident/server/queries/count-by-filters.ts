import { askedFor, visible } from '#/record/server/read/predicate.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import type { Counted } from '#/processes/operation/incident/shared/overview.ts';

/** A filter that we wrote ourselves. One that does not parse is a bug. */
export function ownFilter(type: RecordType, text: string): Filter {
  const parsed = parseFilter(text, { ...type.filters, text: false });
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.problems)}`);
  return parsed.filter;
}

/**
 * Counts records by many filters in one pass over those that the actor may see and that pass `base`, which each of
 * the filters must imply. A number and the list of its filter agree because both are compiled from the same text.
 */
export async function countByFilters<Name extends string>(
  ctx: Context,
  type: RecordType,
  base: string,
  filters: Readonly<Record<Name, string>>,
): Promise<Record<Name, Counted>> {
  const parameters = new Parameters();
  const where = [visible(ctx, type, 'r', parameters), askedFor(ctx, type, ownFilter(type, base), 'r', parameters)].join(
    ' and ',
  );
  const entries = Object.entries<string>(filters);
  const columns = entries.map(
    ([, text], index) =>
      `count(*) filter (where ${askedFor(ctx, type, ownFilter(type, text), 'r', parameters)}) as c${index}`,
  );
  const [row] = await runRead<Record<string, number>>(ctx, {
    sql: `select ${columns.join(', ')} from ${quote(type.table)} r where ${where}`,
    parameters: parameters.values,
  });
  const counted = entries.map(([name, filter], index) => [name, { count: row?.[`c${index}`] ?? 0, filter }]);
  return Object.fromEntries(counted) as Record<Name, Counted>;
}
