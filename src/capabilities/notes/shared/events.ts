import { defineEvents } from '#/record/shared/events.ts';

/** What is announced of messages and notes. */
export const noteEvents = defineEvents({
  /** From now on who is meant can read it: a reply that was held was released. */
  'note.added': { note: 'id', audience: 'word', mentions: 'ids' },
  'note.held': { note: 'id' },
  'note.recalled': { note: 'id' },
});
