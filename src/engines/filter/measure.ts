import type { Filter } from './ast.ts';

/** How deep a filter is (levels of and, or, not) and how many conditions it has. */
export function measure(filter: Filter): { depth: number; conditions: number } {
  if (filter.kind !== 'and' && filter.kind !== 'or' && filter.kind !== 'not') return { depth: 0, conditions: 1 };
  let depth = 0;
  let conditions = 0;
  for (const part of filter.kind === 'not' ? [filter.of] : filter.of) {
    const inner = measure(part);
    depth = Math.max(depth, inner.depth);
    conditions += inner.conditions;
  }
  return { depth: depth + 1, conditions };
}
