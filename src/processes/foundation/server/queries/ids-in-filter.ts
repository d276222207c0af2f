import type { Filter } from '#/engines/filter/filter.ts';
import { visit } from '#/engines/filter/parts-of.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { Named } from '#/record/server/read/names.ts';

/** The records that a filter names by their ids. */
export function namesOfIds(ctx: Context, filter: Filter): Promise<Record<string, Named>> {
  const ids = new Set<string>();
  visit(filter, (leaf) => {
    if (leaf.kind !== 'condition') return;
    for (const value of leaf.values) if (typeof value === 'string' && isId(value)) ids.add(value);
  });
  return lookUpNames(ctx, [...ids]);
}
