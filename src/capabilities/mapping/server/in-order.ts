import type { InstantReader } from '#/engines/dates/instant.ts';
import type { Cells, SourceCase, SourceEvent } from '../shared/case.ts';

/** Puts the events of a case into the order in which they happened. */
export type InOrder = (source: SourceCase) => SourceCase;

/**
 * Events by their times. Events of one instant stay as the file has them, or the other way round where it tells a case
 * from its end: many tools export the newest row first. An event whose time cannot be read stays behind the one before.
 */
export function openInOrder(
  timeOf: (cells: Cells, source: SourceCase) => string | null,
  instants: InstantReader,
): InOrder {
  return (source) => {
    const times = source.events.map(({ cells }) => {
      const text = timeOf(cells, source);
      return text === null ? null : instants(text);
    });
    const known = times.filter((time) => time !== null);
    const rising = known.every((time, nth) => nth === 0 || time >= (known[nth - 1] ?? time));
    if (rising) return source;
    const newestFirst = known.every((time, nth) => nth === 0 || time <= (known[nth - 1] ?? time));
    let last = Number.NEGATIVE_INFINITY;
    const placed = source.events.map((event, nth): { event: SourceEvent; at: number } => {
      last = times[nth] ?? last;
      return { event, at: last };
    });
    const told = newestFirst ? placed.toReversed() : placed;
    return { ...source, events: told.toSorted((one, other) => order(one.at, other.at)).map(({ event }) => event) };
  };
}

const order = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);
