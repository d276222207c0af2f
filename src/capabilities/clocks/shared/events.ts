import { defineEvents } from '#/record/shared/events.ts';

/** What is announced of a record's clocks. */
export const clockEvents = defineEvents({
  /** A share of its time was used up, under the policy that it ran by. */
  'clock.threshold': { clock: 'word', percent: 'count', breached: 'flag', policy: 'id' },
});
