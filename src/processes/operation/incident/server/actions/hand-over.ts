import { personWouldSee } from '#/capabilities/notifications/server/may-be-given.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { isMember, recordHop } from '../assignment.ts';
import { refuseBlind } from '../refuse-blind.ts';
import { settle } from '../settle.ts';

/**
 * Whoever had the case has left: it goes on in other hands, or waits in its group, and is otherwise as it was (a wait for
 * the user goes on). Who does not belong to its group, or could not see it, does not get it: the group does; a group of
 * which nobody could see it gets it by no way. Taken by the system only.
 */
export const handOver: Behaviour = {
  async apply(commit) {
    const { ctx, input, after } = commit;
    const group = (input['group'] ?? after['group']) as string | null;
    const wanted = ('assignee' in input ? input['assignee'] : after['assignee']) as string | null | undefined;
    set(commit, 'group', group);
    const fits = wanted && group && (await isMember(ctx, group, wanted)) && (await personWouldSee(commit, wanted));
    const assignee = fits ? wanted : null;
    set(commit, 'assignee', assignee);
    await refuseBlind(commit);
    if (after['state'] === 'in-progress' && !assignee) set(commit, 'state', 'assigned');
    if (after['state'] === 'new' && assignee) set(commit, 'state', 'assigned');
    await recordHop(commit);
    await settle(commit);
    commit.announcements.push(incidentEvents.say('incident.assigned', { group, assignee }));
  },
};
