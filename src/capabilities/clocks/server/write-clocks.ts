import type { Commit } from '#/record/server/commit/commit.ts';
import { keepDue } from './keep-due.ts';
import type { Agreement, ClockRules } from './rules.ts';
import { nextAt, upsertClocks } from './stored.ts';
import type { StoredClock } from './stored.ts';

/**
 * Writes the clocks of a record that a commit changed, each with when it next wants attention, and the deadline that
 * follows from them and the `others`. One whose policy is gone wants nobody's.
 */
export async function writeClocks(
  commit: Commit,
  rules: ClockRules,
  changed: readonly StoredClock[],
  others: readonly StoredClock[],
  agreement: Agreement | null,
): Promise<void> {
  if (changed.length === 0) return;
  const rows: { clock: StoredClock; next: number | null }[] = [];
  for (const clock of changed) {
    const terms = clock.policy === agreement?.policy ? agreement : await rules.byPolicy(commit.ctx, clock.policy);
    rows.push({ clock, next: terms && nextAt(clock, terms.calendar, terms.thresholds) });
  }
  commit.writes.push(upsertClocks(rows));
  keepDue(commit, [...changed, ...others.filter(({ kind }) => changed.every((clock) => clock.kind !== kind))]);
}
