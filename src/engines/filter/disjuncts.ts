import type { Filter } from './ast.ts';

/** The arms of the top-level `or`, each to be a limited arm of a UNION; the filter itself when it has none, and no arm for nothing. */
export function disjuncts(filter: Filter): Filter[] {
  if (filter.kind === 'always' && !filter.value) return [];
  return filter.kind === 'or' ? filter.of.flatMap(disjuncts) : [filter];
}
