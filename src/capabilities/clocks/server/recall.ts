import { replayClock } from '#/engines/stopwatch/replay.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { advance } from './advance.ts';
import { calendarsOf } from './calendars-of.ts';
import type { Agreement, ClockRules } from './rules.ts';
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
  if (changed.size === 0) return;
  const agreement = await rules.agreement(commit.ctx, commit.after);
  const caughtUp = await afterwards(commit, rules, agreement, [...changed], moment.at);
  await writeClocks(commit, rules, caughtUp, all, agreement);
}

/**
 * Clocks that an answer had answered, after what came to the record since: what they did not need to hear of while that
 * answer stood, such as another one, a question or a solution, stops them now, at its own time.
 */
async function afterwards(
  commit: Commit,
  rules: ClockRules,
  agreement: Agreement | null,
  clocks: readonly StoredClock[],
  from: number,
): Promise<StoredClock[]> {
  const { ctx, tx, after: row, id: item, customer } = commit;
  const life = (await rules.lives({ ...ctx, tx }, [row])).get(item) ?? [];
  const now = { at: ctx.now, view: await rules.view(ctx, row), reason: commit.action };
  const later = [...life.filter(({ at }) => at > from), now];
  const calendars = await calendarsOf(ctx, rules, clocks);
  return clocks.map((clock) => {
    let before = life.findLast(({ at }) => at <= from)?.view ?? now.view;
    let caughtUp = clock;
    for (const { at, view, reason } of later) {
      const change = { item, customer, at, before: { ...before, answeredNow: false }, after: view, reason, calendars };
      const heard = (caughtUp.events.at(-1)?.at ?? 0) >= at;
      if (!heard) caughtUp = advance(rules, [caughtUp], agreement, change).find(sameKind(clock)) ?? caughtUp;
      before = view;
    }
    return caughtUp;
  });
}

const sameKind =
  ({ kind }: StoredClock) =>
  (clock: StoredClock): boolean =>
    clock.kind === kind;
