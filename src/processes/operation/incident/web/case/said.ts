import type { Row } from '#/record/web/records.ts';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';
import type { Side } from '#/capabilities/notes/web/message.tsx';

/** On which side of the conversation a message stands. What comes through the portal is the customer's, whoever it is. */
export function sideOf({ actor, channel }: TimelineEntry, record: Row): Side {
  if (actor.id !== null && [record['affectedUser'], record['requester']].includes(actor.id)) return 'user';
  return channel === 'portal' ? 'customer' : 'desk';
}
