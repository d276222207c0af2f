import type { ShippedView } from '#/capabilities/views/server/shipped.ts';
import { goingStates } from './overview-filters.ts';

/** The queues that every desk begins with, in their order. */
export const incidentViews: readonly ShippedView[] = [
  { key: 'my-open', filter: `assignee = me and ${goingStates}`, sort: 'priority' },
  { key: 'group-open', filter: `group in my.groups and ${goingStates}`, sort: 'priority' },
  { key: 'group-unassigned', filter: `group in my.groups and assignee is empty and ${goingStates}`, sort: 'openedAt' },
  { key: 'at-risk', filter: `${goingStates} and is:at-risk`, sort: 'priority' },
  { key: 'waiting', filter: 'state = pending', sort: 'updatedAt' },
  { key: 'resolved', filter: 'state = resolved', sort: 'resolvedAt' },
  { key: 'open', filter: goingStates, sort: '-openedAt' },
  { key: 'closed-lately', filter: 'state = closed and closedAt >= now-7d', sort: '-closedAt' },
];
