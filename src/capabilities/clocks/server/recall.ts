import { replayClock } from '#/engines/stopwatch/replay.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { keepDue } from './keep-due.ts';
import type { ClockRules } from './rules.ts';
import { clocksOf, nextAt, upsertClocks } from './stored.ts';
import type { StoredClock } from './stored.ts';

const recalledAt = 'recallAnswerAt';

/** Tells the clocks that the answer given at an instant was taken back before anybody saw it. */
export function recallAnswer(commit: Commit, at: number): void {
  commit.notes[recalledAt] = at;
}

/** The instant of an answer that this commit takes back, or null. */
export function recalledAnswer(commit: Commit): number | null {
  return (commit.notes[recalledAt] as number | undefined) ?? null;
}

/** The clocks as they are without the answer at an instant. */
export async function withoutAnswer(commit: Commit, rules: ClockRules, at: number): Promise<void> {
  const known = await clocksOf(commit.tx, commit.id);
  const changed: { clock: StoredClock; next: number | null }[] = [];
  for (const clock of known) {
    const events = clock.events.filter((event) => !(event.at === at && event.reason === 'reply'));
    if (events.length === clock.events.length) continue;
    const policy = await rules.byPolicy(commit.ctx, clock.policy);
    const calendar = policy?.calendar ?? (await rules.calendarOf(commit.ctx, clock.calendar));
    if (!calendar) continue;
    const fold = replayClock(events, calendar);
    const replayed = { ...clock, events, fold };
    changed.push({ clock: replayed, next: policy && nextAt(replayed, calendar, policy.thresholds) });
  }
  if (changed.length === 0) return;
  commit.writes.push(upsertClocks(changed));
  const all = known.map((clock) => changed.find((entry) => entry.clock.kind === clock.kind)?.clock ?? clock);
  keepDue(commit, all);
}
