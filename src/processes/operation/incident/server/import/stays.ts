import type { Row } from '#/record/server/commit/commit.ts';
import type { FilledCase } from '#/capabilities/mapping/server/target.ts';

const over = new Set(['resolved', 'closed', 'cancelled']);

/**
 * Whether a field of a case stays where a later file has no column for it. Whose a case is, is said by every file, and
 * when it was opened by its row or its first event. A priority that follows from impact and urgency goes on following.
 */
export function stays(field: string, before: Row, { fields, events, state }: FilledCase): boolean {
  switch (field) {
    case 'customer':
    case 'openedAt':
      return false;
    case 'priority':
      return before['priorityReason'] !== null;
    case 'resolvedAt':
    case 'closedAt':
      // Of a case with events these follow from all of them.
      return events.length === 0 && over.has(state?.state.state ?? '') && inOrder(field, before, fields);
    default:
      return true;
  }
}

/** Whether a time that is kept goes with those that the file says. */
function inOrder(field: string, before: Row, said: Row): boolean {
  const order = ['openedAt', 'resolvedAt', 'closedAt'];
  const times = order.map((name) => (name === field ? before[name] : (said[name] ?? null))).filter((at) => at !== null);
  return before[field] !== null && times.every((at, nth) => nth === 0 || String(at) >= String(times[nth - 1]));
}
