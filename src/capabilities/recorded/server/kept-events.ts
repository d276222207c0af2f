import type { SourceCase, SourceEvent } from '#/capabilities/mapping/shared/case.ts';
import { CaseFault } from '#/capabilities/mapping/shared/fault.ts';
import type { UsedColumns } from './used-columns.ts';

/**
 * The events of a case as its source had them, in their order there: what a later file with new events alone is put
 * together with, so that everything about the case is worked out of all of them.
 */
export interface KeptEvents {
  columns: readonly string[];
  /** A row for each event, a value for each column. */
  events: readonly (readonly unknown[])[];
}

/** The events of a case as they are to be kept. */
export function keepEvents({ events }: SourceCase, { all }: UsedColumns): KeptEvents {
  return { columns: all, events: events.map(({ cells }) => all.map((column) => cells[column] ?? null)) };
}

/**
 * A case with the events that were kept of it and those of the file, each once. An event is the same where all that
 * both have of it is equal, or else where its time, state and author are: then the file's own words for the rest hold.
 * Refuses a case of which the columns that tell events apart were not kept.
 */
export function joinEvents(source: SourceCase, kept: KeptEvents, { all, identity }: UsedColumns): SourceCase {
  const had = new Set(kept.columns);
  if (!identity.every((column) => had.has(column))) throw new CaseFault('events-differ');
  const before = kept.events.map((values): SourceEvent => {
    const cells = Object.fromEntries(kept.columns.map((column, nth) => [column, values[nth]]));
    return { line: source.line, cells, known: true };
  });
  const joined = [...before];
  const common = all.filter((column) => had.has(column));
  let added: readonly SourceEvent[] = source.events;
  const open = new Set(before.keys());
  for (const columns of [common, identity]) {
    const places = Map.groupBy(open, (place) => keyOf(before[place], columns));
    added = added.filter((event) => {
      const place = places.get(keyOf(event, columns))?.shift();
      if (place === undefined) return true;
      open.delete(place);
      joined[place] = { ...event, known: true };
      return false;
    });
  }
  return { ...source, events: [...joined, ...added] };
}

function keyOf(event: SourceEvent | undefined, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => event?.cells[column] ?? null));
}
