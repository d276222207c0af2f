import { everything, allOf, type Filter } from './ast.ts';

/** The names of the fields a filter looks at, each once, in order of the alphabet. */
export function fieldsOf(filter: Filter): string[] {
  const names = new Set<string>();
  visit(filter, (leaf) => {
    if (leaf.kind === 'condition') names.add(leaf.field);
  });
  return [...names].toSorted();
}

/** Parts the free text at the top from the conditions, for callers that search by one and filter by the other. */
export function splitWords(filter: Filter): { words: readonly string[]; rest: Filter } {
  if (filter.kind === 'words') return { words: filter.words, rest: everything };
  if (filter.kind !== 'and') return { words: [], rest: filter };
  const words = filter.of.flatMap((part) => (part.kind === 'words' ? part.words : []));
  return { words, rest: words.length === 0 ? filter : allOf(filter.of.filter(({ kind }) => kind !== 'words')) };
}

/** Calls for every condition, predicate, constant and free text of a filter. */
export function visit(filter: Filter, see: (leaf: Exclude<Filter, { kind: 'and' | 'or' | 'not' }>) => void): void {
  if (filter.kind === 'and' || filter.kind === 'or') for (const part of filter.of) visit(part, see);
  else if (filter.kind === 'not') visit(filter.of, see);
  else see(filter);
}
