import type { Stage } from './commit.ts';
import { changedFields } from './commit.ts';

/** Says what changed; the version is raised when a field or the state did, by nothing else. */
export const version: Stage = {
  name: 'version',
  run(commit) {
    const { ctx, before, after } = commit;
    const changed = changedFields(commit);
    commit.notes['changed'] = changed;
    if (before && changed.length === 0) return;
    const now = new Date(ctx.now).toISOString();
    after['updatedAt'] = now;
    after['updatedBy'] = ctx.actor.person;
    if (before) {
      after['version'] = (before['version'] as number) + 1;
    } else {
      after['createdAt'] ??= now;
      after['createdBy'] = ctx.actor.person;
    }
  },
};
