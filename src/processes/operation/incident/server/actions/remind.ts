import { configurationOf } from '#/record/server/configuration.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { set } from '#/record/server/commit/commit.ts';
import { setTimer } from '#/record/server/timers.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { businessDaysOn, settle } from '../settle.ts';

/**
 * Reminds the user of the question that the case waits for; the last reminder resolves the case as withdrawn where
 * the reason says so. Taken by the system only.
 */
export const remind: Behaviour = {
  async apply(commit) {
    const { ctx, before, input } = commit;
    const reason = await (
      await configurationOf(ctx)
    ).find('pending-reason', before?.['pendingReason'] as string | null);
    const nth = input['nth'] as number;
    const reminders = (reason?.['reminders'] as number | undefined) ?? 0;
    if (nth > reminders) {
      if (!reason?.['thenResolve']) return;
      set(commit, 'state', 'resolved');
      set(commit, 'closeCode', 'withdrawn');
      commit.told['reason'] = 'no-answer';
      await settle(commit);
      commit.announcements.push(incidentEvents.say('incident.resolved', { unanswered: true }));
      return;
    }
    commit.told['reminded'] = nth;
    commit.announcements.push(incidentEvents.say('incident.reminded', { nth }));
    const days = reason?.['remindAfterDays'] as number | null | undefined;
    const more = nth < reminders || reason?.['thenResolve'] === true;
    if (days && more) {
      setTimer(commit, 'incident.remind', await businessDaysOn(commit, days), { nth: nth + 1 });
    }
  },
};
