import type { Row } from '#/record/server/commit/commit.ts';
import type { FilledCase } from '#/capabilities/mapping/server/target.ts';

const over = new Set(['resolved', 'closed', 'cancelled']);
const timesOf: Readonly<Record<string, readonly string[]>> = {
  resolved: ['resolvedAt'],
  closed: ['resolvedAt', 'closedAt'],
  cancelled: ['closedAt'],
};

/**
 * Whether a field of a case stays where a later file has no column for it. Whose a case is, is said by every file, and
 * its times follow from its events or from {@link sinceBefore}. A priority that follows from impact and urgency goes on
 * following.
 */
export function stays(field: string, before: Row): boolean {
  if (field === 'priority') return before['priorityReason'] !== null;
  return !['customer', 'openedAt', 'resolvedAt', 'closedAt'].includes(field);
}

/**
 * When a case that a row calls over was solved and closed, where the row does not say it: as it is known already, and
 * of one that was in another state before, as of now, since it came there in between.
 */
export function sinceBefore(before: Row, { fields, state }: FilledCase, now: number): void {
  const final = state?.state.state ?? '';
  if (!over.has(final)) return;
  for (const field of timesOf[final] ?? [])
    if (fields[field] == null && before[field] != null && inOrder(field, before, fields)) fields[field] = before[field];
  if (before['state'] === final) return;
  const at = new Date(now).toISOString();
  if (final === 'resolved') fields['resolvedAt'] ??= at;
  else if (over.has(String(before['state'])) || fields['resolvedAt'] == null) fields['closedAt'] ??= at;
}

/** Whether a time that is known already goes with those that the row says. */
function inOrder(field: string, before: Row, said: Row): boolean {
  const order = ['openedAt', 'resolvedAt', 'closedAt'].map((name) => (name === field ? before[name] : said[name]));
  const times = order.filter((at) => at != null).map(String);
  return times.every((at, nth) => nth === 0 || at >= (times[nth - 1] ?? ''));
}
