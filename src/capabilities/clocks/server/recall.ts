import { replayClock } from '#/engines/stopwatch/replay.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { keepDue } from './keep-due.ts';
import type { ClockRules } from './rules.ts';
import { fromRow, nextAt, selectClocks, upsertClocks } from './stored.ts';
import type { StoredClock } from './stored.ts';

const takenBack = 'takenBackFromClocks';

/** A moment of a clock that is to be as if it had not been. */
export interface Moment {
  /** Epoch milliseconds. */
  at: number;
  /** The action that the clock heard of. */
  reason: string;
}

/** Tells the clocks that what an action did at an instant is taken back: they are as if it had not been taken. */
export function takeBack(commit: Commit, at: number, reason: string): void {
  commit.notes[takenBack] = { at, reason } satisfies Moment;
}

/** Tells the clocks that the answer given at an instant was taken back before anybody saw it. */
export const recallAnswer = (commit: Commit, at: number): void => takeBack(commit, at, 'reply');

/** What this commit takes back, or null. */
export const momentTakenBack = (commit: Commit): Moment | null =>
  (commit.notes[takenBack] as Moment | undefined) ?? null;

/** The clocks of a record, those among them replayed that heard of a moment: without it. */
export async function withoutMoment(
  commit: Commit,
  rules: ClockRules,
  { at, reason }: Moment,
): Promise<{ all: StoredClock[]; changed: ReadonlySet<StoredClock> }> {
  const known = (await commit.tx.query(selectClocks(commit.id))).map((row) => fromRow(row));
  const changed = new Set<StoredClock>();
  const all: StoredClock[] = [];
  for (const clock of known) {
    const events = clock.events.filter((event) => !(event.at === at && event.reason === reason));
    const policy = events.length === clock.events.length ? null : await rules.byPolicy(commit.ctx, clock.policy);
    // A clock that began with it has nothing that it could go back to.
    if (!policy || events[0]?.type !== 'start') {
      all.push(clock);
      continue;
    }
    const replayed = { ...clock, events, fold: replayClock(events, policy.calendar) };
    changed.add(replayed);
    all.push(replayed);
  }
  return { all, changed };
}

/** Writes the clocks of a record as they are without the answer at an instant. */
export async function withoutAnswer(commit: Commit, rules: ClockRules, moment: Moment): Promise<void> {
  const { all, changed } = await withoutMoment(commit, rules, moment);
  if (changed.size === 0) return;
  const rows: { clock: StoredClock; next: number | null }[] = [];
  for (const clock of changed) {
    const policy = await rules.byPolicy(commit.ctx, clock.policy);
    if (policy) rows.push({ clock, next: nextAt(clock, policy.calendar, policy.thresholds) });
  }
  commit.writes.push(upsertClocks(rows));
  keepDue(commit, all);
}
