import type { Behaviour } from '#/record/server/kit.ts';
import { keepLoweredReason } from '../missed.ts';
import { calculatePriority } from '../priority.ts';
import { refuseStranger } from '../refuse-blind.ts';

/** Changes what is known of the incident; the priority follows unless it is overridden. */
export const edit: Behaviour = {
  async apply(commit) {
    const { input, before } = commit;
    if (input['affectedUser'] && input['affectedUser'] !== before?.['affectedUser']) await refuseStranger(commit);
    if (!('impact' in input || 'urgency' in input)) return;
    await calculatePriority(commit);
    keepLoweredReason(commit);
  },
};
