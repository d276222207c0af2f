import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { settle } from '../settle.ts';

/** The user confirmed the solution, an agent closed the case, or its time ran out. */
export const close: Behaviour = {
  async apply(commit) {
    await settle(commit);
    commit.announcements.push(incidentEvents.say('incident.closed', {}));
  },
};
