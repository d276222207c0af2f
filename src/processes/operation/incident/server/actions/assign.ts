import { message, Refusal } from '#/base/refusal.ts';
import { addNote } from '#/capabilities/notes/server/add-note.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { isMember, memberFor, recordHop, stillWorksIn } from '../assignment.ts';
import { refuseBlind } from '../refuse-blind.ts';
import { settle } from '../settle.ts';
import { unwait } from '../wait-timers.ts';

/** Gives the incident to a group, and to one of its people if one is named (functional escalation). */
export const assign: Behaviour = {
  async apply(commit) {
    const { ctx, input, before } = commit;
    const group = input['group'] as string;
    let assignee = (input['assignee'] as string | null | undefined) ?? null;
    if (assignee && !(await isMember(ctx, group, assignee))) {
      throw new Refusal('invalid', 'refusal.invalid', { assignee: message('incident.assignee-outside-group') });
    }
    if (!assignee && group === before?.['group']) {
      assignee = before['assignee'] as string | null;
      if (assignee && !(await stillWorksIn(ctx, group, assignee))) assignee = null;
    }
    assignee ??= await memberFor(ctx, group);
    set(commit, 'group', group);
    set(commit, 'assignee', assignee);
    await refuseBlind(commit);
    await recordHop(commit);
    if (input['note']) addNote(commit, { audience: 'staff', body: input['note'] as string });
    await settle(commit);
    commit.announcements.push(incidentEvents.say('incident.assigned', { group, assignee }));
  },
  undo: unwait,
};
