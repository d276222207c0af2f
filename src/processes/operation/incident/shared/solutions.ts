import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';

/** Whether the solution that a record carries is the one that holds: after a reopening it is what was tried before. */
export const standsSolved = (state: string): boolean => state === 'resolved' || state === 'closed';

/** What of a case says how it was solved. */
export interface Resolved {
  state: string;
  solution?: unknown;
}

/** A solution at its place in the conversation. */
export interface SolutionSaid {
  text: string;
  /** The case went on after it. */
  earlier: boolean;
}

/**
 * The solution of each time that the case was resolved, by the entry that resolved it. `entries` are the newest of the
 * case, oldest first; read backwards from what the record carries now, they need no older page.
 */
export function solutionsIn(entries: readonly TimelineEntry[], record: Resolved): ReadonlyMap<string, SolutionSaid> {
  const found = new Map<string, SolutionSaid>();
  let text: unknown = record.solution;
  let holds = standsSolved(record.state);
  for (const { id, changes = {} } of entries.toReversed()) {
    if (changes['state']?.[1] === 'resolved') {
      if (typeof text === 'string' && text !== '') found.set(id, { text, earlier: !holds });
      holds = false;
    }
    if (changes['solution']) text = changes['solution'][0];
  }
  return found;
}
