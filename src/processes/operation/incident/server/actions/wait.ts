import { message, Refusal } from '#/base/refusal.ts';
import { addNote, mustBeAtHand } from '#/capabilities/notes/server/add-note.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { dropTimers } from '#/record/server/timers.ts';
import { settle } from '../settle.ts';
import { setWaitTimers, unwait } from '../wait-timers.ts';

/** The case waits, for a reason that says whether its clocks rest, who is reminded and when it wakes. */
export const wait: Behaviour = {
  async apply(commit) {
    const { ctx, input } = commit;
    const reason = await (await configurationOf(ctx)).find('pending-reason', input['reason'] as string);
    const until = input['until'] ? Date.parse(input['until'] as string) : null;
    if (reason?.['needsDate'] && until === null) refuse('until', 'incident.wait-needs-date');
    if (until !== null && until <= ctx.now) refuse('until', 'incident.wait-in-the-past');
    // Files go with words: nobody would know what they are for.
    const files = (input['attachments'] as string[] | undefined) ?? [];
    if ((reason?.['waitsForUser'] || files.length > 0) && !input['message'])
      refuse('message', 'incident.wait-needs-question');
    if (commit.before?.['state'] === 'pending') dropTimers(commit, ['incident.remind', 'incident.wake']);
    set(commit, 'pendingReason', input['reason']);
    set(commit, 'pendingUntil', input['until'] ?? null);
    set(commit, 'pendingAsked', input['userAsked'] === true);
    await mustBeAtHand(commit);
    if (input['message']) addNote(commit, { audience: 'everyone', body: input['message'] as string, held: false });
    await settle(commit);
    await setWaitTimers(commit, { since: ctx.now, reminders: 0 });
  },
  undo: unwait,
};

function refuse(field: string, key: string): never {
  throw new Refusal('invalid', 'refusal.invalid', { [field]: message(key) });
}
