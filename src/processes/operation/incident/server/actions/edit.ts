import type { Behaviour } from '#/record/server/kit.ts';
import { keepLoweredReason } from '../missed.ts';
import { calculatePriority } from '../priority.ts';
import { refuseStranger } from '../refuse-blind.ts';

/** Changes what is known of the incident; the priority follows unless it is overridden. */
export const edit: Behaviour = {
  async apply(commit) {
    const { input, before } = commit;
    for (const user of ['affectedUser', 'requester'] as const)
      if (input[user] && input[user] !== before?.[user]) await refuseStranger(commit, user);
    if (!('impact' in input || 'urgency' in input)) return;
    await calculatePriority(commit);
    keepLoweredReason(commit);
  },
};
