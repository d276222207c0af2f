import { message, Refusal } from '#/base/refusal.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { isMember, recordHop } from '../assignment.ts';
import { settle } from '../settle.ts';
import { unwait } from '../wait-timers.ts';

/** An agent takes the incident for themselves and starts on it. It stays in its group where they belong to it. */
export const take: Behaviour = {
  async apply(commit) {
    const { ctx, before } = commit;
    const me = ctx.actor.person;
    if (!me) throw new Refusal('step-refused', 'incident.only-people-take');
    const group = before?.['group'] as string | null;
    if (!group || !(await isMember(ctx, group, me))) {
      const groups = await (await configurationOf(ctx)).rows('group');
      const own = groups.find((candidate) => (candidate['members'] as string[]).includes(me));
      if (!own) throw new Refusal('step-refused', message('incident.take-needs-group'));
      set(commit, 'group', own['id']);
    }
    set(commit, 'assignee', me);
    await recordHop(commit);
    await settle(commit);
  },
  undo: unwait,
};
