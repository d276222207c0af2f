import type { Stage } from './commit.ts';

/** Runs what the action does: its guards, and the fields it sets. */
export const apply: Stage = {
  name: 'apply',
  async run(commit) {
    await commit.type.behaviours[commit.action]?.apply(commit);
    commit.naming?.ask(commit.after);
  },
};
