import { advance, awaitsPromise, clockKinds } from './advance.ts';
import type { Agreement, ClockRules, ClockView, Moment } from './rules.ts';
import type { StoredClock } from './stored.ts';

/**
 * The clocks of a record as they would be under an agreement had it held from the beginning: begun when the record was,
 * resting and answered as it was. `moments` are its life, oldest first.
 */
export function relive(
  rules: ClockRules,
  agreement: Agreement,
  moments: readonly Moment[],
  { item, customer }: Pick<StoredClock, 'item' | 'customer'>,
): readonly StoredClock[] {
  let clocks: readonly StoredClock[] = [];
  let before: ClockView | null = null;
  for (const { at, view, reason } of moments) {
    const moved = advance(rules, clocks, agreement, {
      item,
      customer,
      at,
      before,
      after: view,
      reason,
      logged: before === null,
    });
    clocks = [...moved, ...clocks.filter(({ kind }) => moved.every((clock) => clock.kind !== kind))];
    before = { ...view, answeredNow: false };
  }
  return clocks;
}

/** Whether clocks of a record begin now that it is under way, so that its life has to be looked up. */
export function beginsLate(
  rules: ClockRules,
  clocks: readonly StoredClock[],
  agreement: Agreement | null,
  before: ClockView | null,
  after: ClockView,
): boolean {
  if (!agreement || !before || (rules.over(before) && rules.over(after))) return false;
  const wanted = clockKinds.filter((kind) => agreement.goals[kind]);
  return wanted.some((kind) => awaitsPromise(clocks.find((clock) => clock.kind === kind)));
}
