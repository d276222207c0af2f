import type { Behaviour } from '#/record/server/kit.ts';
import { refuseStranger } from '../refuse-blind.ts';
import { calculatePriority } from '../priority.ts';

/** Changes what is known of the incident; the priority follows unless it is overridden. */
export const edit: Behaviour = {
  async apply(commit) {
    const { input, before } = commit;
    if (input['affectedUser'] && input['affectedUser'] !== before?.['affectedUser']) await refuseStranger(commit);
    if ('impact' in input || 'urgency' in input) await calculatePriority(commit);
  },
};
