import type { From, Mapping } from '#/capabilities/mapping/shared/mapping.ts';

/** The columns that a value comes from. */
export function columnsIn(from: From | undefined): readonly string[] {
  if (!from || 'constant' in from) return [];
  if ('column' in from) return [from.column];
  return [...from.template.matchAll(/\{([^{}]+)\}/g)].map(([, column = '']) => column);
}

/** Those of a source's columns of which a mapping takes nothing: what they hold does not come in. */
export function columnsLeft(mapping: Mapping, columns: readonly string[]): readonly string[] {
  const { number, fields, state, history, records = [] } = mapping;
  const read = new Set([
    ...columnsIn(number),
    ...Object.values(fields).flatMap(({ from }) => columnsIn(from)),
    ...(state?.columns ?? []),
    ...(history ? [history.time, history.author ?? '', ...history.state.columns] : []),
    ...Object.values(history?.fields ?? {}).flatMap(({ from }) => columnsIn(from)),
    ...Object.values(history?.facts ?? {}),
    ...records.map(({ column }) => column),
  ]);
  return columns.filter((column) => !read.has(column));
}
