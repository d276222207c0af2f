import { addNote } from '#/capabilities/notes/server/add-note.ts';
import { whoCanWork } from '#/processes/foundation/server/api.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import { configurationOf, isInUse } from '#/record/server/configuration.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { groupFor, recordHop } from '../assignment.ts';
import { settle } from '../settle.ts';

/**
 * It is not fixed: the case goes on where it was, its clocks with the time used before. Who has left meanwhile
 * does not get it back, and neither does a group that is retired.
 */
export const reopen: Behaviour = {
  async apply(commit) {
    const { before, after, input } = commit;
    set(commit, 'reopenedCount', (before?.['reopenedCount'] as number) + 1);
    set(commit, 'resolvedAt', null);
    set(commit, 'closeCode', null);
    await whereItWas(commit);
    if (!after['assignee']) set(commit, 'state', 'assigned');
    addNote(commit, { audience: 'everyone', body: input['message'] as string, held: false });
    await settle(commit);
    commit.announcements.push(incidentEvents.say('incident.reopened', {}));
  },
};

async function whereItWas(commit: Commit): Promise<void> {
  const { ctx, after } = commit;
  const [group, assignee] = [after['group'] as string | null, after['assignee'] as string | null];
  if (assignee && !(await whoCanWork(ctx, [assignee])).has(assignee)) set(commit, 'assignee', null);
  if (!group || isInUse(await (await configurationOf(ctx)).find('group', group))) return;
  set(commit, 'assignee', null);
  set(commit, 'group', (await groupFor(ctx, after)).group);
  await recordHop(commit);
}
