import { defineEvents } from '#/record/shared/events.ts';

/** What is announced of who follows a record. */
export const watcherEvents = defineEvents({
  /** Somebody else made them follow it. */
  'watcher.added': { person: 'id' },
});
