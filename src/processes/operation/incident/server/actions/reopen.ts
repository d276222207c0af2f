import { addNote } from '#/capabilities/notes/server/add-note.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { settle } from '../settle.ts';

/** It is not fixed: the case goes on where it was, its clocks with the time used before (INC-15). */
export const reopen: Behaviour = {
  async apply(commit) {
    const { before, input } = commit;
    set(commit, 'reopenedCount', (before?.['reopenedCount'] as number) + 1);
    set(commit, 'resolvedAt', null);
    set(commit, 'closeCode', null);
    if (!before?.['assignee']) set(commit, 'state', 'assigned');
    addNote(commit, { audience: 'everyone', body: input['message'] as string, held: false });
    await settle(commit);
    commit.announcements.push({ name: 'incident.reopened' });
  },
};
