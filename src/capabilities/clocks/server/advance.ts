import { evaluate } from '#/engines/stopwatch/conditions.ts';
import { foldClock } from '#/engines/stopwatch/fold.ts';
import type { ClockEvent } from '#/engines/stopwatch/state.ts';
import type { ClockKind } from '#/capabilities/clocks/shared/answers.ts';
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
}

const kinds: readonly ClockKind[] = ['response', 'update', 'resolution'];

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
  for (const kind of kinds) {
    const known = clocks.find((clock) => clock.kind === kind) ?? null;
    const next = advanceOne(rules, kind, known, agreement, change);
    if (next && next !== known) changed.push(next);
  }
  return changed;
}

function advanceOne(
  rules: ClockRules,
  kind: ClockKind,
  known: StoredClock | null,
  agreement: Agreement | null,
  change: Change,
): StoredClock | null {
  const goal = agreement?.goals[kind];
  if (!agreement || !goal) {
    if (!known || known.fold.state === 'stopped' || known.fold.state === 'cancelled') return known;
    // Nothing is promised any more: the clock ends without a verdict.
    return agreement ? withEvent(known, { type: 'cancel', at: change.at, reason: 'no-target' }, agreement) : known;
  }
  let clock = known;
  const ended = clock?.fold.state === 'stopped' || clock?.fold.state === 'cancelled';
  if (clock && !ended && (clock.policy !== agreement.policy || !sameGoal(clock, goal))) {
    clock = { ...clock, policy: agreement.policy, calendar: agreement.calendarId, noNewsBefore: null };
    clock = withEvent(clock, { type: 'swap', at: change.at, goal, reason: change.reason }, agreement);
  }
  const steps = evaluate(rules.conditions[kind], clock?.fold.state ?? null, change.before, change.after);
  for (const type of steps) {
    const event: ClockEvent =
      type === 'start'
        ? { type, at: change.at, goal, reason: change.reason }
        : { type, at: change.at, reason: change.reason };
    clock = withEvent(clock ?? fresh(kind, agreement, change), event, agreement);
  }
  return clock;
}

function sameGoal(clock: StoredClock, goal: { amount: number; unit: string }): boolean {
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
    computedOnImport: false,
    noNewsBefore: null,
  };
}

/**
 * A clock after one more event. A clock that begins anew has fired nothing yet, and what happens to one that goes on
 * after its end is news again.
 */
export function withEvent(clock: StoredClock, event: ClockEvent, agreement: Pick<Agreement, 'calendar'>): StoredClock {
  const fold = foldClock(clock.fold ?? null, event, agreement.calendar, clock.events);
  const anew = event.type === 'start' || event.type === 'reset';
  const noNewsBefore = anew || event.type === 'reopen' ? null : clock.noNewsBefore;
  return { ...clock, fold, events: [...clock.events, event], fired: anew ? 0 : clock.fired, noNewsBefore };
}
