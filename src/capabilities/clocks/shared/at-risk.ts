/** A clock that is due within so many hours is at risk (the filter `is:at-risk`, and the mark in lists). */
export const atRiskHours = 4;

/** How near a deadline is: `late` after it, `near` while it is at risk, else `fine`. */
export type Nearness = 'late' | 'near' | 'fine';

/** How near a deadline is at an instant, both epoch milliseconds. At the deadline itself it can still be met. */
export function nearnessOf(due: number, now: number): Nearness {
  if (due < now) return 'late';
  return due - now <= atRiskHours * 3_600_000 ? 'near' : 'fine';
}
