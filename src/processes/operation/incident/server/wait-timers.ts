import { configurationOf } from '#/record/server/configuration.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { dropTimers, setTimer } from '#/record/server/timers.ts';
import { businessDaysOn } from './settle.ts';

/** How far a wait is: since when its next reminder is counted (epoch milliseconds), and how many there have been. */
interface Waited {
  since: number;
  reminders: number;
}

/** Sets when a case that waits wakes by itself, or reminds its user, by its reason and its date. */
export async function setWaitTimers(commit: Commit, { since, reminders }: Waited): Promise<void> {
  const { after, ctx } = commit;
  const until = after['pendingUntil'] as string | null;
  if (until) return setTimer(commit, 'incident.wake', Date.parse(until));
  const reason = await (await configurationOf(ctx)).find('pending-reason', after['pendingReason'] as string | null);
  const days = reason?.['remindAfterDays'] as number | null | undefined;
  const most = (reason?.['reminders'] as number | undefined) ?? 0;
  const more = reminders < most || (reminders > 0 && reason?.['thenResolve'] === true);
  if (days && most > 0 && more) {
    setTimer(commit, 'incident.remind', await businessDaysOn(commit, days, since), { nth: reminders + 1 });
  }
}

/**
 * The timers of a case whose last step is taken back: a wait that was not meant rings no more, and one that goes on
 * rings when it would have rung.
 */
export async function unwait(commit: Commit): Promise<void> {
  const { before, after, tx, id } = commit;
  if (before?.['state'] === 'pending') dropTimers(commit, ['incident.remind', 'incident.wake']);
  if (after['state'] !== 'pending') return;
  const [waited] = await tx.query<{ since: string | null; reminders: number }>({
    sql: `select max(h.at) as since, count(*) filter (where h.action = 'remind')::int as reminders from history h
      where h.item = $1 and h.id >= (select max(w.id) from history w
        where w.item = $1 and w.action = 'wait') and h.action in ('wait', 'remind')`,
    parameters: [id],
  });
  const since = waited?.since ? Date.parse(waited.since) : commit.ctx.now;
  await setWaitTimers(commit, { since, reminders: waited?.reminders ?? 0 });
}
