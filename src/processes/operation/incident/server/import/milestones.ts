import { CaseFault } from '#/capabilities/mapping/shared/fault.ts';
import type { FilledCase, FilledEvent } from '#/capabilities/mapping/server/target.ts';

const over = new Set(['resolved', 'closed', 'cancelled']);

/** Field → what stands for a time that the source does not say. */
export type Guessed = Record<string, 'as-closed' | 'as-solved' | 'end-unknown'>;

/** Whether nobody can say since when a case is over, and so whether a promise was kept. */
export const isEndUnknown = (guessed: Guessed): boolean => Object.values(guessed).includes('end-unknown');

/**
 * The events of a case of which only the milestones are known: opened, resolved, closed. A closed case of which one of
 * the two ends is known takes it for both; one that is over since nobody knows when is so since it was opened.
 */
export function milestones({ line, fields, state }: FilledCase): { events: FilledEvent[]; guessed: Guessed } {
  const at = (field: string) => (typeof fields[field] === 'string' ? Date.parse(fields[field]) : null);
  const opened = at('openedAt');
  if (opened === null || !state) throw new CaseFault('time-missing');
  const final = state.state.state;
  const event = (when: number, to: string): FilledEvent => ({
    line,
    at: when,
    author: null,
    state: to === final ? state.state : { state: to },
    reason: to === final ? state.reason : null,
    recorded: to === final ? state.recorded : '',
    fields: {},
    facts: {},
  });
  if (!over.has(final)) return { events: [event(opened, final)], guessed: {} };
  const resolved = final === 'cancelled' ? null : at('resolvedAt');
  const closed = final === 'resolved' ? null : at('closedAt');
  const events = [event(opened, fields['assignee'] ? 'assigned' : 'new')];
  if (resolved !== null) events.push(event(resolved, 'resolved'));
  if (closed !== null || events.at(-1)?.state.state !== final) events.push(event(closed ?? resolved ?? opened, final));
  for (const [nth, { at: when }] of events.entries()) {
    if (when < (events[nth - 1]?.at ?? when)) throw new CaseFault('times-reversed');
  }
  return { events, guessed: guessedOf(final, resolved, closed) };
}

function guessedOf(final: string, resolved: number | null, closed: number | null): Guessed {
  if (resolved === null && closed === null)
    return { [final === 'resolved' ? 'resolvedAt' : 'closedAt']: 'end-unknown' };
  if (final !== 'closed') return {};
  return resolved === null ? { resolvedAt: 'as-closed' } : closed === null ? { closedAt: 'as-solved' } : {};
}
