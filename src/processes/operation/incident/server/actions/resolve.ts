import { message, Refusal } from '#/base/refusal.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { keepMissReason } from '../missed.ts';
import { settle } from '../settle.ts';

/** From this priority upwards a cause must be named. */
export const causeFrom = 2;

/** Refuses to end a case of high priority without its cause. */
export function requireCause(commit: Commit): void {
  const priority = commit.after['priority'] as number;
  const cause = commit.input['cause'] ?? commit.after['cause'];
  if (priority <= causeFrom && !cause) {
    throw new Refusal('invalid', 'refusal.invalid', { cause: message('incident.cause-required', { priority }) });
  }
}

/** The solution is told to the user; the case closes by itself unless they say that it does not work. */
export const resolve: Behaviour = {
  async apply(commit) {
    const { input } = commit;
    requireCause(commit);
    for (const field of ['closeCode', 'solution', 'cause']) {
      if (input[field] !== undefined) set(commit, field, input[field]);
    }
    await keepMissReason(commit);
    await settle(commit);
    await warnOfTasks(commit);
    commit.announcements.push(incidentEvents.say('incident.resolved', { unanswered: false }));
  },
};

async function warnOfTasks(commit: Commit): Promise<void> {
  const [row] = await commit.tx.query<{ open: number }>({
    sql: 'select count(*) as open from task where item = $1 and done_at is null and removed_at is null',
    parameters: [commit.id],
  });
  if (row && row.open > 0) commit.notes['warnings'] = [message('incident.tasks-open', { count: row.open })];
}
