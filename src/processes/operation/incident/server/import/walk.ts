import { isPingPong } from '#/processes/operation/incident/engine/ping-pong.ts';
import { incident } from '#/processes/operation/incident/shared/incident.ts';
import { givenTimes } from './given-times.ts';
import { isEndUnknown, milestones } from './milestones.ts';
import { CaseFault } from '#/capabilities/mapping/shared/fault.ts';
import type { FilledCase, FilledEvent, RecordedEntry } from '#/capabilities/mapping/server/target.ts';
import type { Row } from '#/record/server/commit/commit.ts';

/** What the clocks hear of one event: the case as it then was. The row is one object that changes as the walk goes on. */
export type Hears = (at: number, row: Row, state: string, answered: boolean, first: boolean) => void;

const over = new Set(['resolved', 'closed', 'cancelled']);

/** Fields that events may change. */
export const eventFields = [
  'group',
  'service',
  'location',
  'category',
  'configurationItem',
  'assignee',
  'impact',
  'urgency',
] as const;

const openFields = Object.entries(incident.fields)
  .filter(([, { audience }]) => audience !== 'staff')
  .map(([name]) => name);
const staffFields = ['impact'] as const;

/**
 * Walks through a case's events in order of time and makes of it the row as it ended and the history as it was
 * recorded: any sequence of states, for it happened elsewhere. `priorityOf` gives the matrix's value.
 */
export function walk(
  filled: FilledCase,
  priorityOf: (row: Row) => number,
  hears: Hears,
): { row: Row; entries: RecordedEntry[]; dropped: Record<string, string> } {
  const { events, guessed } =
    filled.events.length > 0 ? { events: withOpening(filled), guessed: {} } : milestones(filled);
  const first = events[0];
  if (!first) throw new CaseFault('no-events');
  const times = givenTimes(filled, events);
  const row: Row = {
    ...beginning,
    ...filled.fields,
    openedAt: iso(times.opened ?? first.at),
    priorityReason: filled.fields['priorityReason'] ?? null,
    custom: filled.fields['custom'] ?? {},
  };
  // When it was resolved and closed is told by its events, unless the source says it by itself.
  row['resolvedAt'] = row['closedAt'] = row['closeCode'] = null;
  const given = filled.fields['closeCode'] ?? null;
  const entries: RecordedEntry[] = [];
  const hops: (string | null)[] = [];
  let before: Row = {};
  for (const [nth, event] of events.entries()) {
    apply(row, event, nth === 0);
    if (row['resolvedAt'] !== null && times.resolved !== null && nth >= times.since)
      row['resolvedAt'] = iso(times.resolved);
    if (row['closedAt'] !== null && times.closed !== null && nth >= times.since) row['closedAt'] = iso(times.closed);
    const calculated = priorityOf(row);
    row['calculatedPriority'] = calculated;
    row['priority'] = row['priorityReason'] ? filled.fields['priority'] : calculated;
    row['closeCode'] = over.has(event.state.state)
      ? (given ?? (event.state.state === 'cancelled' ? 'withdrawn' : null))
      : null;
    hops.push(row['group'] as string | null);
    entries.push(...entriesOf(event, nth, before, row));
    if (!isEndUnknown(guessed))
      hears(times.heard(nth), row, event.state.state, event.state.answered === true, nth === 0);
    before = { ...row };
  }
  const groups = hops.filter((group, nth) => group !== null && group !== hops[nth - 1]);
  const last = events.at(-1) ?? first;
  Object.assign(row, {
    version: events.length,
    reassignedCount: Math.max(0, groups.length - 1),
    pingPong: isPingPong(hops),
    majorCandidate: false,
    createdAt: row['openedAt'],
    updatedAt: iso(Math.max(last.at, times.heard(events.length - 1), times.closed ?? 0)),
  });
  return { row, entries, dropped: { ...times.dropped, ...guessed } };
}

const iso = (at: number) => new Date(at).toISOString();

/**
 * The events of a case whose first one ends it already: where the source says when it was opened, that is put in front,
 * so that there is something to end.
 */
function withOpening({ fields, events }: FilledCase): readonly FilledEvent[] {
  const [first] = events;
  const opened = typeof fields['openedAt'] === 'string' ? Date.parse(fields['openedAt']) : null;
  if (!first || opened === null || opened > first.at || !over.has(first.state.state)) return events;
  const state = { state: first.fields['assignee'] ? 'assigned' : 'new' };
  const opening = { ...first, at: opened, author: null, state, reason: null, recorded: '', facts: {} };
  return [opening, ...events];
}

/** What a case is of which the source says nothing else. */
export const beginning = {
  channel: 'import',
  impact: 3,
  urgency: 2,
  reopenedCount: 0,
  tags: [],
  group: null,
  assignee: null,
} as const;

function apply(row: Row, event: FilledEvent, first: boolean): void {
  const from = row['state'] as string | undefined;
  const to = event.state.state;
  const at = new Date(event.at).toISOString();
  Object.assign(row, event.fields);
  if (event.leaves && !first) return;
  row['state'] = to;
  row['pendingReason'] = to === 'pending' ? event.reason : null;
  row['pendingAsked'] = to === 'pending' && event.state.answered === true;
  if (!over.has(to)) {
    if (!first && from !== undefined && over.has(from)) row['reopenedCount'] = (row['reopenedCount'] as number) + 1;
    row['resolvedAt'] = row['closedAt'] = null;
    return;
  }
  if (to === 'resolved') {
    row['resolvedAt'] = from === 'resolved' ? row['resolvedAt'] : at;
    row['closedAt'] = null;
    return;
  }
  // A case that was solved in the call, or closed at once, was resolved then.
  if (to === 'closed') row['resolvedAt'] ??= at;
  if (from !== to) row['closedAt'] = at;
}

function entriesOf(event: FilledEvent, nth: number, before: Row, row: Row): RecordedEntry[] {
  const changes: Row = {};
  for (const field of ['state', ...openFields]) {
    if (!same(before[field], row[field])) changes[field] = [before[field] ?? null, row[field] ?? null];
  }
  const told: Row = { recorded: event.recorded };
  if (event.author !== null) told['author'] = event.author;
  if (Object.keys(event.facts).length > 0) told['source'] = event.facts;
  const known = event.known ? { known: true } : {};
  const common = { action: nth === 0 ? 'create' : 'import', at: iso(event.at), version: nth + 1, ...known };
  const open = Object.keys(changes).length > 0;
  const inner = nth === 0 ? [] : staffFields.filter((field) => !same(before[field], row[field]));
  const staff = Object.fromEntries(inner.map((field) => [field, [before[field] ?? null, row[field] ?? null]]));
  if (!open) return [{ ...common, audience: 'staff', payload: inner.length > 0 ? { changes: staff, ...told } : told }];
  const entries: RecordedEntry[] = [{ ...common, audience: 'everyone', payload: { changes, ...told } }];
  if (inner.length > 0) entries.push({ ...common, audience: 'staff', payload: { changes: staff } });
  return entries;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if ((a === false && b == null) || (b === false && a == null)) return true;
  return Array.isArray(a) && Array.isArray(b) && JSON.stringify(a) === JSON.stringify(b);
}
