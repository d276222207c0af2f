import type { FilledCase, FilledEvent } from '#/capabilities/mapping/server/target.ts';
import type { Row } from '#/record/server/commit/commit.ts';

/** What the history of a record has of an import. */
export interface ImportedEntry {
  item: string;
  at: string;
  payload: Row | null;
}

type StatusOf = (recorded: string) => Pick<FilledEvent, 'state' | 'reason'> | null;

/**
 * The events of a record as its history has them, for records whose events were not kept: those that came in without
 * any, or before events were kept. `entries` in their order; `fields` are those that events change.
 */
export function recordedEvents(
  entries: readonly ImportedEntry[],
  fields: readonly string[],
  statusOf: StatusOf,
  line: number,
): FilledEvent[] {
  const events: FilledEvent[] = [];
  let state: FilledEvent['state'] | undefined;
  let reason: string | null = null;
  for (const { at, payload } of entries) {
    if (payload === null) continue;
    const { changes = {}, recorded = null, author = null, source = {} } = payload as Told;
    const { state: moved, pendingReason, pendingAsked } = changes;
    const said = Object.entries(changes).filter(([field]) => fields.includes(field));
    const values = Object.fromEntries(said.map(([field, [, to]]) => [field, to]));
    const last = events.at(-1);
    // What only staff may read stands in an entry of its own, right behind.
    if (recorded === null) {
      if (last?.at === Date.parse(at)) Object.assign(last.fields, values);
      continue;
    }
    const meant = recorded === '' ? null : statusOf(recorded);
    const to: string | undefined = moved ? String(moved[1]) : state?.state;
    if (to === undefined) continue;
    if (pendingReason) reason = pendingReason[1] as string | null;
    const answered = meant?.state.answered ?? pendingAsked?.[1] === true;
    state = { state: to, ...(answered ? { answered } : {}) };
    events.push({
      line,
      at: Date.parse(at),
      author,
      state,
      reason,
      recorded,
      fields: values,
      facts: source,
      known: true,
    });
  }
  return events;
}

interface Told {
  changes?: Record<string, [unknown, unknown]>;
  recorded?: string | null;
  author?: string | null;
  source?: Row;
}

/** What follows from events, and is not carried over. */
const ofEvents = new Set(['priority', 'resolvedAt', 'closedAt']);

/** Puts the events that a record has already in front of those of a file that are new, and keeps what the file leaves out. */
export function joinRecorded(
  filled: FilledCase,
  events: readonly FilledEvent[],
  row: Row,
  silent: ReadonlySet<string>,
): void {
  const same = (event: FilledEvent) => `${event.at} ${event.recorded} ${event.author}`;
  const known = new Set(events.map(same));
  const all = [...events, ...filled.events.filter((event) => !known.has(same(event)))];
  filled.events = all.toSorted((a, b) => a.at - b.at);
  filled.fields['openedAt'] ??= row['openedAt'];
  for (const field of silent) if (!ofEvents.has(field) && field in row) filled.fields[field] = row[field];
}
