import { replayClock } from '#/engines/stopwatch/replay.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { ClockRules } from './rules.ts';
import { clocksOf } from './stored.ts';
import type { StoredClock } from './stored.ts';
import { writeClocks } from './write-clocks.ts';

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
  const changed = new Set<StoredClock>();
  const all: StoredClock[] = [];
  for (const clock of await clocksOf(commit.tx, commit.id)) {
    const events = clock.events.filter((event) => !(event.at === at && event.reason === reason));
    const heard = events.length < clock.events.length;
    const calendar = heard ? await calendarOf(commit, rules, clock) : null;
    // A clock that began with it has nothing that it could go back to.
    if (!calendar || events[0]?.type !== 'start') {
      all.push(clock);
      continue;
    }
    const replayed = { ...clock, events, fold: replayClock(events, calendar) };
    changed.add(replayed);
    all.push(replayed);
  }
  return { all, changed };
}

/** What a clock counts by: its policy's calendar, or its own where the policy is gone. */
async function calendarOf({ ctx }: Commit, rules: ClockRules, clock: StoredClock) {
  return (await rules.byPolicy(ctx, clock.policy))?.calendar ?? (await rules.calendarOf(ctx, clock.calendar));
}

/** Writes the clocks of a record as they are without the answer at an instant. */
export async function withoutAnswer(commit: Commit, rules: ClockRules, moment: Moment): Promise<void> {
  const { all, changed } = await withoutMoment(commit, rules, moment);
  await writeClocks(commit, rules, [...changed], all, null);
}
