/** The facts of a case, in the order in which they are asked about. */
export const shown = [
  'group',
  'assignee',
  'impact',
  'urgency',
  'service',
  'category',
  'configurationItem',
  'location',
  'affectedUser',
  'requester',
  'customer',
  'channel',
  'tags',
  'pendingReason',
  'pendingUntil',
  'loweredReason',
  'closeCode',
  'missReason',
  'cause',
  'openedAt',
  'loggedBy',
  'resolvedAt',
  'closedAt',
  'reopenedCount',
  'reassignedCount',
] as const;

/** What is shown only once there is something to show. */
export const quiet = new Set<string>([
  'pendingReason',
  'pendingUntil',
  'loweredReason',
  'closeCode',
  'missReason',
  'cause',
  'loggedBy',
  'resolvedAt',
  'closedAt',
  'reopenedCount',
  'reassignedCount',
]);

/** What a fact is changed by, where that is a step and not an edit. */
export const byStep: Readonly<Record<string, string>> = { group: 'assign', assignee: 'assign' };
