import type { SourceCase, SourceEvent } from '#/capabilities/mapping/shared/case.ts';
import { CaseFault } from '#/capabilities/mapping/shared/fault.ts';
import type { InOrder } from '#/capabilities/mapping/server/in-order.ts';
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
 * Of events of one instant, a new one stands behind the one that it follows in the file.
 * Refuses a case of which the columns that tell events apart were not kept.
 */
export function joinEvents(
  file: SourceCase,
  kept: KeptEvents,
  { all, identity }: UsedColumns,
  inOrder: InOrder,
): SourceCase {
  const had = new Set(kept.columns);
  if (!identity.every((column) => had.has(column))) throw new CaseFault('events-differ');
  const source = inOrder(file);
  const events = kept.events.map((values): SourceEvent => {
    const cells = Object.fromEntries(kept.columns.map((column, nth) => [column, values[nth]]));
    return { line: source.line, cells, known: true };
  });
  const joined = [...inOrder({ ...source, events }).events];
  const places = placesOf(source.events, joined, [all.filter((column) => had.has(column)), identity]);
  for (const [event, place] of places) joined[place] = { ...event, known: true };
  const first = source.events.find((event) => places.has(event));
  let behind = first === undefined ? joined.length - 1 : (places.get(first) ?? 0) - 1;
  const added = new Map<number, SourceEvent[]>();
  for (const event of source.events) {
    const place = places.get(event);
    if (place !== undefined) behind = place;
    else if (!added.get(behind)?.push(event)) added.set(behind, [event]);
  }
  return {
    ...source,
    events: [-1, ...joined.keys()].flatMap((place) => [joined[place] ?? [], added.get(place) ?? []].flat()),
  };
}

/** Which events of the file are there already, and where: those alike in all of some columns first. */
function placesOf(
  events: readonly SourceEvent[],
  before: readonly SourceEvent[],
  alikeIn: readonly (readonly string[])[],
): Map<SourceEvent, number> {
  const found = new Map<SourceEvent, number>();
  const open = new Set(before.keys());
  for (const columns of alikeIn) {
    const places = Map.groupBy(open, (place) => keyOf(before[place], columns));
    for (const event of events) {
      const place = found.has(event) ? undefined : places.get(keyOf(event, columns))?.shift();
      if (place === undefined) continue;
      open.delete(place);
      found.set(event, place);
    }
  }
  return found;
}

function keyOf(event: SourceEvent | undefined, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => event?.cells[column] ?? null));
}
