import { formatFilter } from '#/engines/filter/filter.ts';
import type { Filter, Value } from '#/engines/filter/filter.ts';
import { visit } from '#/engines/filter/parts-of.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';

/**
 * A filter as a person reads and types it: names in the place of ids. A name that several records of a kind have is
 * no name: those are called by their numbers.
 */
export async function inNames(ctx: Context, filter: Filter): Promise<string> {
  const ids = new Set<string>();
  visit(filter, (leaf) => {
    if (leaf.kind !== 'condition') return;
    for (const value of leaf.values) if (typeof value === 'string' && isId(value)) ids.add(value);
  });
  if (ids.size === 0) return formatFilter(filter);
  const rows = await runRead<{ id: string; name: string }>(ctx, {
    sql: `select i.id, case when i.customer is not null or exists (
          select 1 from item o where o.kind = i.kind and o.id <> i.id and mainstay_fold(o.title) = mainstay_fold(i.title))
        then i.number else i.title end as name
      from item i where i.id = any($1::uuid[])`,
    parameters: [[...ids]],
  });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return formatFilter(named(filter, names));
}

function named(filter: Filter, names: ReadonlyMap<string, string>): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, of: filter.of.map((part) => named(part, names)) };
    case 'not':
      return { kind: 'not', of: named(filter.of, names) };
    case 'condition':
      return {
        ...filter,
        values: filter.values.map((value): Value => {
          const name = typeof value === 'string' ? names.get(value) : undefined;
          return name === undefined ? value : { name };
        }),
      };
    default:
      return filter;
  }
}
