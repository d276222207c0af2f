import { placeOf } from '#/capabilities/mapping/shared/case.ts';
import { columnsIn } from '#/capabilities/recorded/shared/columns-read.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';

/** The columns of events that a mapping reads, by their keys there. */
export interface UsedColumns {
  all: readonly string[];
  /** Those by which an event is known again: when, in which state, and by whom. */
  identity: readonly string[];
}

/** Says which columns of a source's events a mapping reads. */
export function usedColumns(mapping: Mapping, source: 'log' | 'cases' | 'events'): UsedColumns {
  const { number, fields, history, records = [] } = mapping;
  const identity = history ? [history.time, ...history.state.columns, ...(history.author ? [history.author] : [])] : [];
  const others = [
    ...columnsIn(number),
    ...Object.values(fields).flatMap(({ from }) => columnsIn(from)),
    ...Object.values(history?.fields ?? {}).flatMap(({ from }) => columnsIn(from)),
    ...Object.values(history?.facts ?? {}),
    ...records.map(({ column }) => column),
  ];
  const keys = (columns: readonly string[]) => [
    ...new Set(
      columns.flatMap((column) => {
        const { of: part, key } = placeOf(column, source);
        return part === 'event' ? [key] : [];
      }),
    ),
  ];
  return { all: keys([...identity, ...others]), identity: keys(identity) };
}
