import type { ShippedView } from '#/capabilities/views/server/shipped.ts';
import { goingStates } from './overview-filters.ts';

/**
 * The queues that every desk begins with, in their order. What is to be worked on comes as it is due: priority and age
 * are in that already.
 */
export const incidentViews: readonly ShippedView[] = [
  { key: 'my-open', filter: `assignee = me and ${goingStates}`, sort: 'dueAt' },
  { key: 'group-open', filter: `group in my.groups and ${goingStates}`, sort: 'dueAt' },
  { key: 'group-unassigned', filter: `group in my.groups and assignee is empty and ${goingStates}`, sort: 'dueAt' },
  { key: 'at-risk', filter: `${goingStates} and is:at-risk`, sort: 'dueAt' },
  { key: 'waiting', filter: 'state = pending', sort: 'updatedAt' },
  { key: 'resolved', filter: 'state = resolved', sort: 'resolvedAt' },
  { key: 'open', filter: goingStates, sort: '-openedAt' },
  { key: 'closed-lately', filter: 'state = closed and closedAt >= now-7d', sort: '-closedAt' },
];
