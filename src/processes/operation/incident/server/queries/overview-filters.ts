/** The states of a case that is not over, as filters write them. */
export const goingStates = 'state in (new, assigned, in-progress, pending)';

/** Ages of open cases: from so many days up to the next band. */
export const ageBands = [
  { key: 'day', from: 0, to: 1 },
  { key: 'three-days', from: 1, to: 3 },
  { key: 'week', from: 3, to: 7 },
  { key: 'month', from: 7, to: 30 },
  { key: 'older', from: 30, to: null },
] as const;

export const priorities = [1, 2, 3, 4, 5] as const;

/** Open cases of a priority and an age. */
export function openFilter(priority: number, { from, to }: (typeof ageBands)[number]): string {
  const younger = from === 0 ? '' : ` and openedAt < now-${from}d`;
  const older = to === null ? '' : ` and openedAt >= now-${to}d`;
  return `${goingStates} and priority = ${priority}${younger}${older}`;
}

/** Filters of the numbers about cases that are open now. */
export const openFilters = {
  open: goingStates,
  unassigned: `${goingStates} and assignee is empty`,
  waiting: 'state = pending',
  atRisk: `${goingStates} and is:at-risk`,
  late: `${goingStates} and is:late`,
} as const;

/** Filters of the numbers about cases that were opened since a day. */
export const openedFilters = (since: string) => ({
  opened: `openedAt >= ${since}`,
  reassigned: `openedAt >= ${since} and reassignedCount >= 1`,
  pingPong: `openedAt >= ${since} and pingPong = true`,
});

/** Filters of the numbers about cases that were resolved since a day, and stayed so. */
export const resolvedFilters = (since: string) => ({
  resolved: `resolvedAt >= ${since}`,
  firstContact: `resolvedAt >= ${since} and reassignedCount = 0 and reopenedCount = 0`,
  reopened: `resolvedAt >= ${since} and reopenedCount >= 1`,
});
