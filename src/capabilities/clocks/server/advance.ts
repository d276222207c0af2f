import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { compileCalendar } from '#/engines/calendar/compile.ts';
import { evaluate } from '#/engines/stopwatch/conditions.ts';
import type { ConditionStep } from '#/engines/stopwatch/conditions.ts';
import { foldClock, markBreach } from '#/engines/stopwatch/fold.ts';
import type { ClockEvent, Goal } from '#/engines/stopwatch/state.ts';
import type { ClockKind } from '#/capabilities/clocks/shared/answers.ts';
import { underTerms } from './recount.ts';
import type { Agreement, ClockRules, ClockView } from './rules.ts';
import type { StoredClock } from './stored.ts';

export interface Change {
  item: string;
  customer: number | null;
  at: number;
  before: ClockView | null;
  after: ClockView;
  /** What the step is called, so that an explanation can say why. */
  reason: string;
  /** The calendars that the clocks run under, by id; what is missing counts nothing any more. */
  calendars?: ReadonlyMap<string, CompiledCalendar | null>;
  /** Clocks as they would be had they begun when the record did: for those that begin while it is under way. */
  lived?: readonly StoredClock[];
  /** The record is made by this change, as it happens. */
  logged?: boolean;
  /** The promise itself may be another one under the same name: everything is counted again. */
  again?: boolean;
}

export const clockKinds: readonly ClockKind[] = ['response', 'update', 'resolution'];

/** Why a clock ended that nothing is promised for any more. It begins anew where something is. */
export const noTarget = 'no-target';

/** Where a calendar is gone or broken nothing is counted any more; what happened until then stays. */
const never = compileCalendar([
  { from: 0, spec: { zone: 'UTC', week: [[], [], [], [], [], [], []], holidays: [], exceptions: [] } },
]);

/**
 * What one change of a record does to its clocks: those that begin, go on, rest or end, and those whose promise
 * became another one. Returns the clocks that changed; the ones given are left as they are.
 */
export function advance(
  rules: ClockRules,
  clocks: readonly StoredClock[],
  agreement: Agreement | null,
  change: Change,
): StoredClock[] {
  const changed: StoredClock[] = [];
  for (const kind of clockKinds) {
    const known = clocks.find((clock) => clock.kind === kind) ?? null;
    const goal = agreement?.goals[kind];
    const next =
      agreement && goal
        ? withPromise(rules, kind, known, { agreement, goal }, change)
        : known && withoutPromise(rules, known, change);
    if (next && next !== known) changed.push(next);
  }
  return changed;
}

/** Whether a clock may begin anew when something is promised again: there is none, or it ended since nothing was. */
export function awaitsPromise(clock: StoredClock | null | undefined): boolean {
  return !clock || (clock.fold.state === 'cancelled' && clock.events.at(-1)?.reason === noTarget);
}

function hasEnded(clock: StoredClock): boolean {
  return clock.fold.state === 'stopped' || clock.fold.state === 'cancelled';
}

function withPromise(
  rules: ClockRules,
  kind: ClockKind,
  known: StoredClock | null,
  { agreement, goal }: { agreement: Agreement; goal: Goal },
  change: Change,
): StoredClock | null {
  if (awaitsPromise(known)) {
    const lived = change.lived?.find((clock) => clock.kind === kind);
    if (lived) return { ...lived, missedAt: known?.missedAt ?? lived.missedAt };
  }
  let clock = known;
  if (clock && !hasEnded(clock)) {
    if (change.again) clock = underTerms(clock, agreement, goal, change.at) ?? clock;
    else if (clock.policy !== agreement.policy || !sameGoal(clock, goal)) {
      clock = { ...clock, policy: agreement.policy, calendar: agreement.calendarId, noNewsBefore: null };
      clock = withEvent(clock, { type: 'swap', at: change.at, goal, reason: change.reason }, agreement);
    }
  }
  for (const type of stepsOf(rules, kind, clock, change)) {
    const event: ClockEvent =
      type === 'start'
        ? { type, at: change.at, goal, reason: change.reason }
        : { type, at: change.at, reason: change.reason };
    clock = withEvent(clock ?? fresh(kind, agreement, change), event, agreement);
  }
  return clock;
}

function stepsOf(rules: ClockRules, kind: ClockKind, clock: StoredClock | null, change: Change): ConditionStep[] {
  const conditions = rules.conditions[kind];
  const { before, after } = change;
  const steps = evaluate(conditions, clock?.fold.state ?? null, before, after);
  // What is done by the time that the record is made was promised and kept: it counts.
  const done = change.logged && clock === null && conditions.stop?.(after, null) && !conditions.cancel?.(after, null);
  return done ? ['start', 'stop'] : steps;
}

/** Nothing is promised any more: what was measured has happened, or the clock ends without a verdict. */
function withoutPromise(rules: ClockRules, known: StoredClock, change: Change): StoredClock {
  if (hasEnded(known)) return known;
  const [step] = evaluate(rules.conditions[known.kind], known.fold.state, change.before, change.after);
  const calendar = change.calendars?.get(known.calendar) ?? never;
  const event: ClockEvent =
    step === 'stop' || step === 'cancel'
      ? { type: step, at: change.at, reason: change.reason }
      : { type: 'cancel', at: change.at, reason: noTarget };
  return withEvent(known, event, { calendar });
}

function sameGoal(clock: StoredClock, goal: Goal): boolean {
  return clock.fold.goal.amount === goal.amount && clock.fold.goal.unit === goal.unit;
}

function fresh(kind: ClockKind, agreement: Agreement, change: Change): StoredClock {
  return {
    item: change.item,
    kind,
    customer: change.customer,
    policy: agreement.policy,
    calendar: agreement.calendarId,
    fold: null as unknown as StoredClock['fold'],
    events: [],
    fired: 0,
    missedAt: null,
    computedOnImport: false,
    noNewsBefore: null,
  };
}

/**
 * A clock after one more event. A clock that begins anew has fired nothing yet, and what happens to one that goes on
 * after its end is news again; what it has missed by now stays missed, whatever the event makes of it.
 */
export function withEvent(clock: StoredClock, event: ClockEvent, agreement: Pick<Agreement, 'calendar'>): StoredClock {
  const fold = foldClock(clock.fold ?? null, event, agreement.calendar, clock.events);
  const anew = event.type === 'start' || event.type === 'reset';
  const late = clock.fold ? markBreach(clock.fold, event.at).breachedAt : null;
  const missedAt = clock.missedAt ?? late ?? fold.breachedAt;
  const noNewsBefore = anew || event.type === 'reopen' ? null : clock.noNewsBefore;
  const events = [...clock.events, event];
  return { ...clock, fold, events, fired: anew ? 0 : clock.fired, missedAt, noNewsBefore };
}
