import { addNote, mustBeAtHand } from '#/capabilities/notes/server/add-note.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { closeLater, settle } from '../settle.ts';

/**
 * A public message. The user's ends a wait for them; on a resolved case it asks
 * "fixed or not?" and by itself reopens nothing. What is said there, by either side, makes the time
 * run anew after which the case closes by itself: it closes without an answer, not in spite of one.
 */
export const reply: Behaviour = {
  async apply(commit) {
    const { ctx, before, input } = commit;
    await mustBeAtHand(commit);
    addNote(commit, { audience: 'everyone', body: input['body'] as string });
    if (before?.['state'] === 'resolved') await closeLater(commit);
    if (ctx.face === 'workspace') return;
    if (before?.['state'] === 'resolved') commit.notes['asks'] = 'fixed-or-not';
    if (before?.['state'] !== 'pending') return;
    const reason = await (await configurationOf(ctx)).find('pending-reason', before['pendingReason'] as string | null);
    if (!reason?.['waitsForUser']) return;
    set(commit, 'state', before['assignee'] ? 'in-progress' : 'assigned');
    await settle(commit);
    commit.announcements.push(incidentEvents.say('incident.answered', {}));
  },
};
