import { defineEvents } from '#/record/shared/events.ts';

/** What is announced of tasks. */
export const taskEvents = defineEvents({
  'task.changed': {},
  /** To a person, or to everybody in a group. */
  'task.given': { task: 'id', person: 'id', group: 'id' },
});
