import { defineEvents } from '#/record/shared/events.ts';

/** What is announced of a case, besides the facts that each of its events carries. */
export const incidentEvents = defineEvents({
  'incident.logged': {},
  'incident.assigned': { group: 'id', assignee: 'id' },
  'incident.answered': {},
  'incident.reminded': { nth: 'count' },
  /** Unanswered: it is taken to be settled, since the user was asked and kept silent. */
  'incident.resolved': { unanswered: 'flag' },
  'incident.closed': {},
  'incident.reopened': {},
  /** Solved: the case that it is a duplicate of was, by then. */
  'incident.cancelled': { duplicateOf: 'id', solved: 'flag' },
});
